/** The page on a phone: two tabs by finger and by key, news on the other one, one line of header, nothing sideways. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { memoryStorage } from '../memoryStorage.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(360, 800));
afterEach(unmount);

const tab = (name: RegExp) => page.getByRole('tab', { name });
const play = () => page.getByRole('button', { name: 'Play', exact: true });
const answer = () => page.getByRole('group', { name: 'Answer A', exact: true });
const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

test('each half has a tab, by finger and by arrow keys; the one that was chosen is remembered', async () => {
  const storage = memoryStorage();
  await mount({ storage });
  await expect.element(tab(/^Rank/)).toHaveAttribute('aria-selected', 'true');
  await expect.element(page.getByRole('tabpanel', { name: /^Rank/ })).toBeVisible();
  expect(play().query()).toBeNull();
  await tab(/^Watch/).click();
  await expect.element(play()).toBeVisible();
  expect(answer().query()).toBeNull();
  // What is not seen is not ranked.
  await userEvent.keyboard('1');
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(tab(/^Rank/)).toHaveFocus();
  await expect.element(answer()).toHaveTextContent('Not ranked yet');
  await userEvent.keyboard('{End}');
  await expect.element(tab(/^Watch/)).toHaveFocus();
  await mount({ storage });
  await expect.element(tab(/^Watch/)).toHaveAttribute('aria-selected', 'true');
  await page.viewport(1440, 900);
  await expect.element(answer()).toBeVisible();
  await expect.element(play()).toBeVisible();
});

test('a tab says what moves behind it and how far it is', async () => {
  const { app, trainer } = await mount();
  await expect.element(tab(/^Watch\s*Not started$/)).toBeVisible();
  app.session.chooseRater('shorter');
  await app.training.play();
  await expect.element(tab(/^Watch live/)).toBeVisible();
  trainer.iterate();
  await app.training.pause();
  await expect.element(tab(/^Watch new\s*Iteration 1$/)).toBeVisible();
  await tab(/^Watch/).click();
  await expect.element(tab(/^Watch\s*Iteration 1$/)).toBeVisible();
});

test('where no model can run, the recorded run stands in front', async () => {
  await mount({ probe: () => Promise.resolve('api') });
  await expect.element(tab(/^Watch/)).toHaveAttribute('aria-selected', 'true');
});

test('the header is one line; its menu opens dialogs, which give the focus back to it', async () => {
  await mount();
  const header = page.getByRole('banner');
  await expect.element(header).toBeVisible();
  expect(header.element().getBoundingClientRect().height).toBeLessThanOrEqual(56);
  const menu = page.getByRole('button', { name: 'Menu' });
  await menu.click();
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await expect.element(dialog).toBeVisible();
  const { width, height } = dialog.element().getBoundingClientRect();
  expect([width, height]).toEqual([360, 800]);
  await userEvent.keyboard('{Escape}');
  await expect.element(menu).toHaveFocus();
});

test('axe finds nothing in either tab nor in the menu, in both themes and languages, nor does anything scroll sideways', async () => {
  const { app, trainer } = await mount();
  trainer.iterate();
  await expect.poll(() => app.live.length).toBe(1);
  for (const language of ['en', 'zh'] as const) {
    if (language === 'zh') await app.toggleLanguage();
    for (const theme of ['light', 'dark'] as const) {
      app.ui.setState({ theme });
      await expect.poll(() => document.documentElement.dataset.theme).toBe(theme);
      for (const shown of ['rank', 'watch'] as const) {
        app.ui.setState({ tab: shown });
        await page.viewport(theme === 'dark' ? 320 : 360, 800);
        expect(await violations(), `${language} ${theme} ${shown}`).toEqual([]);
        expect(sideways(), `${language} ${theme} ${shown}`).toBeLessThanOrEqual(0);
      }
    }
  }
  await page.getByRole('button', { name: '菜单' }).click();
  expect(await violations(document.querySelector('header')!)).toEqual([]);
});
