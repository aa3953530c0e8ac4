/**
 * A model of one's own, as a person would bring it: a folder from the disk into the browser's storage, a look at
 * what it takes, opened with prompts typed, answers, an export, a reload, and gone again.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, serveBuild, type Served } from './served.ts';

/** What a model of one's own brings: no prompts of ours. */
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
/** With the line break that this model was trained to answer after. */
const PROMPTS = ['name: The Ark, food: French, price: cheap\n', 'name: The Owl, type: pub\n'];

let served: Served;
let browser: Browser;
let page: Page;
let folder: string;
const errors: string[] = [];

beforeAll(async () => {
  served = await serveBuild();
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  page.on('pageerror', (error) => errors.push(error.message));
  folder = join(await mkdtemp(join(tmpdir(), 'nudge-model-')), 'my-own-model');
  for (const name of FILES) await cp(join('public/models/blurbs-tiny', name), join(folder, name));
});

afterAll(async () => {
  await browser.close();
  await served.close();
  await rm(folder, { recursive: true, force: true });
});

const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const opened = (name: string) => button(new RegExp(`^Model: ${name}, `)).waitFor({ timeout: 120_000 });

async function answers(): Promise<string[]> {
  const list = page.getByRole('list', { name: 'Answers to rank' });
  await expect.poll(() => list.getAttribute('aria-busy'), { timeout: 120_000 }).toBe('false');
  return list.getByRole('group').locator('p').allInnerTexts();
}

test('a folder is kept, measured, opened with prompts of one’s own, and answers', async () => {
  await page.goto(served.url);
  await opened('blurbs-tiny');
  await page.keyboard.press('m');
  await page.getByLabel('Choose a folder…').last().setInputFiles(folder);
  await page.getByText('my-own-model: 4 files').waitFor();
  await button('Keep in this browser').click();
  await page.getByRole('heading', { name: 'Open my-own-model' }).waitFor({ timeout: 60_000 });

  const fit = page.getByRole('region', { name: 'Will it fit?' });
  await fit.getByText('It fits.').waitFor({ timeout: 120_000 });
  const parts = await fit.getByRole('definition').allInnerTexts();
  expect(parts.length).toBeGreaterThanOrEqual(5);
  for (const part of parts) expect(part).toMatch(/^[\d.]+ (KiB|MiB|GiB)$/);

  await page.getByRole('textbox', { name: 'Prompt 1' }).fill(PROMPTS[0]);
  await button('Add a prompt').click();
  await page.getByRole('textbox', { name: 'Prompt 2' }).fill(PROMPTS[1]);
  await page.getByText('Prompt 2: ').waitFor();
  await button('Open').click();
  await opened('my-own-model');
  const texts = await answers();
  // What the first model wrote is gone.
  const prompt = page.getByRole('region', { name: 'Prompt the model was given' });
  expect(await prompt.innerText()).toMatch(/The (?:Ark|Owl)/);
  expect(texts).toHaveLength(4);
  for (const text of texts) expect(text.trim()).not.toBe('');
});

test('its export is a folder in Hugging Face layout', async () => {
  await button('Export / import').click();
  await button('Export a model…').click();
  await page.getByRole('combobox', { name: 'Number format' }).selectOption('F16');
  const download = page.waitForEvent('download', { timeout: 120_000 });
  await button('Save as a zip').click();
  const zip = unzipSync(await readFile(await (await download).path()));
  const names = Object.keys(zip).map((name) => name.slice(name.lastIndexOf('/') + 1));
  for (const name of FILES) expect(names).toContain(name);
  const configPath = Object.keys(zip).find((name) => name.endsWith('config.json') && !name.includes('_'));
  const config = JSON.parse(new TextDecoder().decode(zip[configPath!])) as { architectures: string[] };
  expect(config.architectures).toEqual(['GPT2LMHeadModel']);
  await button('Close').click();
});

test('a reload opens it again with its prompts, and deleting it leaves nothing', async () => {
  await page.reload();
  await opened('my-own-model');
  await answers();
  await page.keyboard.press('m');
  await button('Open my-own-model').click();
  for (const [index, prompt] of PROMPTS.entries()) {
    expect(await page.getByRole('textbox', { name: `Prompt ${index + 1}` }).inputValue()).toBe(prompt);
  }
  await button('← Back to all models').click();
  await button('Delete my-own-model').click();
  await button('Delete for good').click();
  await page.getByText('No model of your own yet.').waitFor();
  expect(errors).toEqual([]);
  expect(served.violations).toEqual([]);
});
