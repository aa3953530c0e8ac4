/**
 * The classic demonstration on the built page: a sentiment classifier from a hub ranks, the reward model learns from
 * it and PPO follows. Nothing of it is fetched before it is asked for, and nothing comes from a third server.
 */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClassifierHub, type ClassifierHub } from '../workers/classifierHub.ts';
import { openBrowser, serveBuild, type Served } from './served.ts';

let served: Served;
let hub: ClassifierHub;
let browser: Browser;
let page: Page;
const asked: string[] = [];
const errors: string[] = [];

beforeAll(async () => {
  hub = await startClassifierHub();
  // What a server with a strict policy must add for it: WebAssembly, and the hub.
  served = await serveBuild({
    policy: `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${hub.url}`,
  });
  browser = await openBrowser();
  page = await browser.newPage({ locale: 'en-GB' });
  // Also of workers, and of workers of workers.
  page.context().on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
});

afterAll(async () => {
  await browser.close();
  await hub.close();
  await served.close();
});

const rater = () => page.getByRole('combobox', { name: 'Who ranks' });
const dialog = () => page.getByRole('dialog', { name: 'A classifier ranks' });
const classifierParts = () => asked.filter((url) => /classifier\.worker|\/ort-/.test(url));

async function load(id: string): Promise<void> {
  await dialog().getByLabel('Classifier').fill(id);
  await dialog().getByRole('button', { name: 'Load', exact: true }).click();
}

test('a sentiment classifier ranks, and training begins from its rankings', async () => {
  await page.goto(`${served.url}#model=blurbs-tiny&batch=8&k=2`);
  await page.getByRole('button', { name: 'Compare now' }).waitFor();
  await expect
    .poll(() => page.getByRole('button', { name: 'Compare now' }).isEnabled(), { timeout: 120_000 })
    .toBe(true);
  expect(classifierParts()).toEqual([]);

  await rater().selectOption('classifier');
  await dialog().getByText('Revision and server').click();
  await dialog().getByLabel('Server').fill(hub.url);
  await load('lab/causal');
  await dialog().getByRole('alert').waitFor();
  expect(await dialog().getByRole('alert').innerText()).toContain('not a text classifier');
  expect(await rater().inputValue()).toBe('person');
  await load('lab/sentiment');
  await dialog().getByText('lab/sentiment is loaded (onnx/model.onnx)').waitFor({ timeout: 60_000 });
  expect(await dialog().getByLabel('Better means').inputValue()).toBe('POSITIVE');
  await dialog().getByRole('button', { name: 'Close' }).click();
  expect(await rater().inputValue()).toBe('classifier');

  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByRole('progressbar', { name: '24 of 24 rankings' }).waitFor({ timeout: 300_000 });
  const utility = page.getByRole('figure', { name: 'Utility by “Classifier”', exact: true });
  await expect.poll(() => utility.innerText()).toContain('classifier');
  await utility.getByRole('button', { name: 'Show data' }).click();
  await utility.getByRole('table').locator('tbody tr').first().waitFor({ timeout: 300_000 });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  expect(errors).toEqual([]);
});

test('everything came from this page and the hub that was named', () => {
  expect(classifierParts().filter((url) => url.endsWith('.wasm'))).toHaveLength(1);
  const origins = new Set(asked.filter((url) => url.startsWith('http')).map((url) => new URL(url).origin));
  expect([...origins].toSorted()).toEqual([new URL(served.url).origin, hub.url].toSorted());
});

test('a reload brings the classifier back', async () => {
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor({ timeout: 120_000 });
  await page.reload();
  await expect
    .poll(() => page.getByText('lab/sentiment · POSITIVE').isVisible(), { timeout: 120_000 })
    .toBe(true);
  expect(errors).toEqual([]);
  expect(served.violations).toEqual([]);
});
