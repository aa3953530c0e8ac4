/** A part of the page that loads later and does not come: it is said so, and the rest goes on. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, serveBuild, type Served } from './served.ts';

let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serveBuild();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await served.close();
});

test('a dialog or a drawing that cannot be loaded is told, and comes after a reload', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const parts = /\/(SettingsDialog|plot)-[\w-]+\.js$/;
  await page.route(parts, (route) => route.abort());
  // A model that does not come in four seconds has a recording play meanwhile: those are its curves.
  const model = '**/models/**';
  await page.route(model, () => undefined);
  await page.goto(served.url);
  const curve = page.getByRole('figure', { name: 'Reward', exact: true });
  await curve.getByText('What draws curves could not be loaded.').waitFor();
  expect(await curve.locator('canvas').count()).toBe(0);
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByRole('alert').filter({ hasText: 'This part of the page could not be loaded.' }).waitFor();
  await page.getByRole('button', { name: /^Keyboard shortcuts/ }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');

  await page.unroute(parts);
  await page.unroute(model);
  await page.reload();
  await curve.locator('canvas').waitFor();
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  expect(errors).toEqual([]);
  await page.close();
});

test('a table of numbers that cannot be loaded is told, and the page goes on', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.route(/\/ChartTable-[\w-]+\.js$/, (route) => route.abort());
  await page.goto(served.url);
  const curve = page.getByRole('figure', { name: 'Reward', exact: true });
  await curve.getByRole('button', { name: 'Show data' }).click();
  await page.getByRole('alert').filter({ hasText: 'This part of the page could not be loaded.' }).waitFor();
  expect(await curve.getByRole('table').count()).toBe(0);
  await curve.getByRole('button', { name: 'Show data' }).click();
  await page.getByRole('button', { name: /^Keyboard shortcuts/ }).click();
  await page.getByRole('dialog').waitFor();
  expect(errors).toEqual([]);
  await page.close();
});
