/**
 * As it is handed out, packed by the command, unpacked below some path of a plain server: after the first load the page needs no
 * network, nothing leaves it while it is used, and it starts again with the server gone. The server compresses what it sends, so that
 * no answer says how long its file is.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { servePlainly, type PlainServer } from './plainServer.ts';
import { openBrowser } from './served.ts';

/** Where it was unpacked. */
let folder: string;
let served: PlainServer;
let browser: Browser;
let page: Page;
const errors: string[] = [];
/** Addresses of other servers that anything in the browser asked for. */
const elsewhere: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-zip-'));
  const zip = join(folder, 'nudge.zip');
  const command = join(import.meta.dirname, '../../scripts/zip.mjs');
  execFileSync(process.execPath, [command, '--built', inject('builtPage'), '--out', zip]);
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  served = await servePlainly(join(folder, 'nudge'), { path: '/a/b/', offline: true, compressed: true });
  browser = await openBrowser();
  page = await browser.newPage({ locale: 'en-GB' });
  page.on('pageerror', (error) => errors.push(error.message));
  page.context().on('request', (request) => {
    if (!request.url().startsWith(new URL(served.url).origin)) elsewhere.push(request.url());
  });
});

afterAll(async () => {
  await browser.close();
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

async function rank(done: number): Promise<void> {
  const list = page.getByRole('list', { name: 'Answers to rank' });
  await expect.poll(() => list.getAttribute('aria-busy'), { timeout: 120_000 }).toBe('false');
  for (const digit of '1234') await page.keyboard.press(digit);
  await page.keyboard.press('Enter');
  await page.getByRole('progressbar', { name: `${done} of 12 rankings` }).waitFor({ timeout: 60_000 });
}

/** A dialogue of the lab's model with its calculator. */
async function askTools(): Promise<void> {
  await page.getByRole('button', { name: 'Lab' }).click();
  await page.getByRole('button', { name: 'A model and its tools' }).click();
  await page.getByRole('textbox', { name: 'Your question' }).fill('What is 37 times 12?');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByRole('article').getByText('37*12').first().waitFor({ timeout: 120_000 });
  await page.keyboard.press('Escape');
}

test('ranking, training, a language and a dialog that were never opened ask the server for nothing', async () => {
  // Few answers an iteration: it is not what is looked at here.
  await page.goto(`${served.url}#batch=8&epochs=1&rmepochs=1`);
  const isKept = () => page.evaluate(() => navigator.serviceWorker.controller?.state === 'activated');
  await expect.poll(isKept, { timeout: 120_000 }).toBe(true);
  const before = served.asked.length;
  expect(before).toBeGreaterThan(10);

  for (let done = 1; done <= 4; done++) await rank(done);
  await page.getByRole('button', { name: 'Step iteration' }).click();
  await page.getByText('saved at 1', { exact: true }).waitFor({ timeout: 240_000 });
  await page.getByRole('button', { name: 'Experiments' }).click();
  await page.getByRole('dialog', { name: 'Experiments' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Experiments' }).waitFor();

  // A model that nothing has asked for yet.
  await askTools();

  // When a worker starts, the browser itself looks whether the service worker is still the same.
  const ours = served.asked.slice(before).filter((path) => !path.endsWith('/sw.js'));
  expect(ours).toEqual([]);
  expect(elsewhere).toEqual([]);
  expect(errors).toEqual([]);
});

test('with the server gone it starts again, finds what was ranked and trained, and goes on', async () => {
  await served.close();
  await page.reload();
  await page.getByRole('progressbar', { name: '4 of 12 rankings' }).waitFor({ timeout: 60_000 });
  await page.getByRole('article', { name: 'Current model, iteration 1' }).waitFor({ timeout: 120_000 });
  await rank(5);
  await askTools();
  // With what stands behind the path, as a link has it.
  await page.goto(`${served.url}index.html#seed=3`);
  await page.getByRole('progressbar', { name: '5 of 12 rankings' }).waitFor({ timeout: 60_000 });
  expect(elsewhere).toEqual([]);
  expect(errors).toEqual([]);
});
