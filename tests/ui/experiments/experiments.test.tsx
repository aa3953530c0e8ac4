/** The experiments as people find them: by a key, by name, in both languages, and with nothing that axe objects to. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { EXPERIMENTS } from '../../../src/experiments/index.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1280, 820));
afterEach(unmount);

test('X opens them; each says what happens, what to watch and what it shows', async () => {
  const { app } = await mount();
  const { settings } = app.run.getState();
  await userEvent.keyboard('x');
  const dialog = page.getByRole('dialog', { name: 'Experiments' });
  await expect.element(dialog.getByRole('button', { name: 'Run it' })).toBeEnabled();
  const names = dialog.getByRole('navigation', { name: 'Experiments' }).getByRole('button');
  expect(names.elements()).toHaveLength(EXPERIMENTS.length);
  await expect.element(dialog).toHaveTextContent('Why is the model getting worse?');
  await names.nth(5).click();
  await expect.element(dialog).toHaveTextContent('Why not learn faster?');
  expect(await violations()).toEqual([]);
  await app.toggleLanguage();
  await expect.element(page.getByRole('button', { name: '运行' })).toBeEnabled();
  await page.viewport(360, 800);
  const { scrollWidth, clientWidth } = document.documentElement;
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  expect(await violations()).toEqual([]);
  expect(app.run.getState().settings).toBe(settings);
});
