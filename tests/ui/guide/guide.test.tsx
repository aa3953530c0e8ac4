/** The guide as people use it: beside the page, by keys, left and taken up, with the page itself doing the work. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { memoryStorage } from '../memoryStorage.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const guide = page.getByRole('complementary', { name: 'Guide' });
const answer = (letter: string) => page.getByRole('group', { name: `Answer ${letter}`, exact: true });

test('leads through ranking on the page itself, is left, and taken up at the same step', async () => {
  const storage = memoryStorage();
  const { app } = await mount({ storage });
  await expect.element(answer('D')).toHaveTextContent('It is cheap');
  // Offered once, below all that there is to do.
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect.element(page.getByRole('button', { name: 'Not now' })).not.toBeInTheDocument();
  await userEvent.keyboard('u');
  await expect.element(guide).toHaveTextContent('Step 1 of 6');
  await expect.element(page.getByRole('heading', { name: 'Why not just show it examples?' })).toHaveFocus();
  expect(document.documentElement.dataset.lit).toBe('answers');
  expect(await violations()).toEqual([]);

  // The page stays in reach: what is done there is seen here.
  await expect.element(guide.getByRole('img', { name: 'Not done yet' })).toBeInTheDocument();
  await answer('C').click({ position: { x: 150, y: 45 } });
  await expect.element(guide.getByRole('img', { name: 'Done', exact: true })).toBeInTheDocument();

  // Digits and Enter belong to the form while it is used.
  await guide.getByRole('radio', { name: 'B' }).click();
  await guide.getByRole('button', { name: 'Check' }).click();
  await expect.element(guide).toHaveTextContent('Not what the page says. It has');
  expect(app.ui.getState().announcement.text).toContain('Not what the page says.');
  await guide.getByRole('radio', { name: 'A' }).click();
  await guide.getByRole('button', { name: 'Check' }).click();
  await expect.element(guide.getByRole('button', { name: /^1\. .*\(answered\)$/ })).toBeInTheDocument();

  await guide.getByRole('button', { name: 'Next' }).click();
  await expect.element(guide).toHaveTextContent('Submit a ranking first.');
  await app.rater.submit();
  const field = guide.getByRole('textbox');
  await field.click();
  // The first against three that are tied.
  await userEvent.keyboard('3{Enter}');
  await expect.element(guide).toHaveTextContent('You tied 3 of them');
  expect(app.ranking.getState().draft.ranks).toEqual([null, null, null, null]);

  await userEvent.keyboard('{Escape}');
  await expect.element(guide).not.toBeInTheDocument();
  expect(document.documentElement.dataset.lit).toBeUndefined();
  await mount({ storage });
  await expect.element(page.getByRole('button', { name: 'Guide' })).toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: 'Not now' })).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Guide' }).click();
  await expect.element(guide).toHaveTextContent('Step 2 of 6');
  await expect.element(guide.getByRole('button', { name: /^2\. .*\(answered\)$/ })).toBeInTheDocument();
});

test('its buttons move the page: the leash is cut and put back; on a phone it is a sheet, in Chinese too', async () => {
  const { app, trainer } = await mount();
  app.ui.setState({ guide: true, guideKept: '{"step":5}' });
  await guide.getByRole('button', { name: 'Cut it' }).click();
  expect(app.run.getState().settings).toMatchObject({ adaptiveKl: false, klCoefficient: 0 });
  trainer.iterate();
  await guide.getByRole('button', { name: 'Put it back' }).click();
  expect(app.run.getState().settings).toMatchObject({ adaptiveKl: true, klCoefficient: 0.15 });
  await page.viewport(360, 800);
  await app.toggleLanguage();
  const sheet = page.getByRole('complementary', { name: '导览' });
  await expect.element(sheet).toHaveTextContent('它怎样出错');
  const { scrollWidth, clientWidth } = document.documentElement;
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  // What is meant may lie behind the other tab.
  await expect.element(page.getByRole('tab', { name: /^排序/ })).toHaveAttribute('aria-selected', 'true');
  await sheet.getByRole('button', { name: '指给我看' }).first().click();
  await expect.element(page.getByRole('tab', { name: /^观看/ })).toHaveAttribute('aria-selected', 'true');
  const box = sheet.element().getBoundingClientRect();
  expect(box.top).toBeGreaterThan(350);
  expect(await violations()).toEqual([]);
});
