/** A browser whose settings block site data: the page runs in memory, and says what will not last. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs';
import { serveBuild, type Served } from './served.ts';

const PATIENCE = { timeout: 240_000 };
/** What the browser's settings call "block all cookies and site data". */
const BLOCKED = { profile: { default_content_setting_values: { cookies: 2 } } };

let served: Served;
let profile: string;
let context: BrowserContext;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  served = await serveBuild();
  profile = await mkdtemp(join(tmpdir(), 'nudge-profile-'));
  await mkdir(join(profile, 'Default'));
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(BLOCKED));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: (await findChromium()) ?? undefined,
    args: [...CHROMIUM_ARGS],
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
  });
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
});

afterAll(async () => {
  await context.close();
  await served.close();
  await rm(profile, { recursive: true, force: true });
});

test('the page ranks and trains without any storage, and calls nothing saved', async () => {
  await page.goto(`${served.url}#rater=shorter&tokens=16&batch=8&epochs=1&save=1`);
  expect(
    await page.evaluate(() => {
      try {
        return localStorage.length;
      } catch (error) {
        return (error as Error).name;
      }
    }),
  ).toBe('SecurityError');
  const refused = page.getByRole('alert').filter({ hasText: 'does not let the page store your rankings' });
  await refused.waitFor(PATIENCE);
  await page.getByText('gives the page no storage for checkpoints').waitFor(PATIENCE);
  await page.getByRole('button', { name: 'Simulate 24 rankings' }).click(PATIENCE);
  await page.getByText('24 simulated rankings added').waitFor({ ...PATIENCE, state: 'attached' });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByText('Iteration 2').first().waitFor(PATIENCE);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  expect(await page.locator('body').innerText()).not.toMatch(/saved at/);

  // Everything else that would be kept: a model's store, the theme.
  await page.getByRole('button', { name: /^Model: / }).click();
  await page.getByText('gives the page no storage for models').first().waitFor(PATIENCE);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /theme/i }).click();
  expect(await refused.isVisible()).toBe(true);
  expect(errors).toEqual([]);
});
