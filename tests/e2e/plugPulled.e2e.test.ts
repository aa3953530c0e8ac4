/**
 * The plug pulled at bad moments, in the real page: the GPU process killed, the disk filled, the tab closed. What
 * was saved last is never lost, each is told in words, and training goes on from there. What came of it is exported.
 */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolder } from '../files/openFolder.ts';
import { openBrowser, serveBuild, type Served } from './served.ts';

/** Small iterations of a simulated rater, so that each takes seconds without a GPU; every one is saved. */
const SETTINGS = '#rater=shorter&tokens=16&batch=8&epochs=1&save=1';
const PATIENCE = { timeout: 240_000 };

let served: Served;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  served = await serveBuild();
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
});

afterAll(async () => {
  await browser.close();
  await served.close();
});

async function visit(): Promise<void> {
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(served.url + SETTINGS);
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

/** The iteration that the page says was saved last, once it is more than `than`. */
async function savedAfter(than: number): Promise<number> {
  let saved = -1;
  await expect
    .poll(async () => {
      const text = await page.locator('body').innerText();
      saved = Number(/saved at (\d+)/.exec(text)?.[1] ?? -1);
      return saved;
    }, PATIENCE)
    .toBeGreaterThan(than);
  return saved;
}

test('a run outlives its GPU process, a full disk and its tab', async () => {
  await visit();
  await button('Simulate 24 rankings').click(PATIENCE);
  await page.getByText('24 simulated rankings added').waitFor(PATIENCE);
  await button('Play').click();
  const beforeCrash = await savedAfter(0);

  const machine = await browser.newBrowserCDPSession();
  await machine.send('Browser.crashGpuProcess');
  const stopped = page.getByRole('alert').filter({ hasText: 'Training stopped' });
  await stopped.waitFor(PATIENCE);
  expect(await stopped.innerText()).toMatch(/GPU was lost.*checkpoint are kept/);
  await button('Restart from the last checkpoint').click();
  await button('Play').click(PATIENCE);
  const afterCrash = await savedAfter(beforeCrash);

  const disk = await context.newCDPSession(page);
  const { origin } = new URL(served.url);
  const { usage } = await disk.send('Storage.getUsageAndQuota', { origin });
  // Less than what is there: giving up the older of two checkpoints does not help.
  await disk.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: Math.round(usage / 2) });
  const full = page.getByRole('alert').filter({ hasText: 'no room' });
  await full.waitFor(PATIENCE);
  expect(await full.innerText()).toMatch(/training goes on.*no room for this checkpoint.*is kept/s);
  await disk.send('Storage.overrideQuotaForOrigin', { origin });
  const afterFull = await savedAfter(afterCrash);

  await page.close();
  await visit();
  const text = () => page.locator('body').innerText();
  const iteration = async () => Number(/Iteration (\d+)/.exec(await text())?.[1] ?? -1);
  await expect.poll(iteration, PATIENCE).toBeGreaterThanOrEqual(afterFull);
  expect(await text()).not.toMatch(/cannot be used|did not finish/);
  expect(errors).toEqual([]);
}, 900_000);

test('what it learned leaves as a zip that holds a whole model', async () => {
  await button('Export / import').click();
  await page.getByRole('button', { name: /^Export a model/ }).click();
  const downloading = page.waitForEvent('download', PATIENCE);
  await button('Save as a zip').click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^blurbs-tiny-policy-iteration-\d+\.zip$/);
  const files = unzipSync(await readFile(await download.path()));
  const base = `${served.folder}/models/blurbs-tiny`;
  expect(Buffer.from(files['tokenizer.json'])).toEqual(await readFile(`${base}/tokenizer.json`));
  const exported = await openFolder(async (file) => files[file] ?? null);
  const original = await openFolder((file) => readFile(`${base}/${file}`));
  expect(exported.config).toEqual(original.config);
  expect(exported.tensors.get('wte.weight')).not.toEqual(original.tensors.get('wte.weight'));
  expect(served.violations).toEqual([]);
}, 300_000);
