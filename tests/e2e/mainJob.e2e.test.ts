/**
 * The job the page is for, done as a person would: rank twelve prompts by keyboard, press Play,
 * watch the model change, come back after a reload, take the rankings along.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, serveBuild, type Served } from './served.ts';

let served: Served;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  served = await serveBuild();
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  page.on('pageerror', (error) => errors.push(error.message));
});

afterAll(async () => {
  await browser.close();
  await served.close();
});

const figure = (name: string): Locator => page.getByRole('figure', { name, exact: true });

/** Rows of a chart's table, oldest first, as numbers. */
async function numbersOf(name: string): Promise<number[][]> {
  const show = figure(name).getByRole('button', { name: 'Show data' });
  if ((await show.getAttribute('aria-expanded')) !== 'true') await show.click();
  // Tables come with the first that is asked for.
  await figure(name).getByRole('table').waitFor();
  const rows = await figure(name).getByRole('table').locator('tbody tr').all();
  const texts = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  return (
    texts
      // Of a share with its interval, the share.
      .map((cells) =>
        cells.map((cell) =>
          Number(
            cell
              .replace(/ \(.*\)$/, '')
              .replace('\u2212', '-')
              .replace('%', ''),
          ),
        ),
      )
      .reverse()
  );
}

/** Ranks the answers on screen: fewer words is better, as many words is a tie. */
async function rankByLength(done: number): Promise<void> {
  const list = page.getByRole('list', { name: 'Answers to rank' });
  await expect.poll(() => list.getAttribute('aria-busy'), { timeout: 120_000 }).toBe('false');
  const lengths: number[] = [];
  for (const letter of 'ABCD') {
    const text = await list
      .getByRole('group', { name: `Answer ${letter}`, exact: true })
      .locator('p')
      .innerText();
    lengths.push(text.trim().split(/\s+/).length);
  }
  const order = [...new Set(lengths)].toSorted((a, b) => a - b);
  for (const length of lengths) await page.keyboard.press(String(order.indexOf(length) + 1));
  await page.keyboard.press('Enter');
  await page.getByRole('progressbar', { name: `${done} of 12 rankings` }).waitFor({ timeout: 60_000 });
}

test('twelve rankings by keyboard change what the model writes', async () => {
  await page.goto(served.url);
  for (let done = 1; done <= 12; done++) await rankByLength(done);

  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const rises = async () => {
    const utility = await numbersOf('Utility by “Shorter”');
    if (utility.length < 3) return false;
    const base = utility[0][1];
    const [, , smoothed] = utility[utility.length - 1];
    return smoothed > base + 1;
  };
  await expect.poll(rises, { timeout: 600_000, interval: 5_000 }).toBe(true);

  const [, heldOut] = (await numbersOf('Agreement')).at(-1) ?? [];
  expect(heldOut).toBeGreaterThan(0.5);
  expect(await figure('KL').innerText()).toContain('in the band');
  const reward = await numbersOf('Reward');
  expect(reward.at(-1)?.[2]).toBeGreaterThan(reward[0][1]);

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const current = page.getByRole('article', { name: /^Current model, iteration \d+/ });
  await current.waitFor({ timeout: 120_000 });
  // The iteration under way may still end: saved is the one that the curve ends with.
  const saved = async () =>
    page.getByText(`saved at ${(await numbersOf('Reward')).length}`, { exact: true }).count();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await expect.poll(saved, { timeout: 120_000 }).toBe(1);
  expect(errors).toEqual([]);
});

test('a reload finds rankings, curves and model where they were', async () => {
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  const before = await numbersOf('Reward');
  await page.reload();
  await page.getByRole('progressbar', { name: '12 of 12 rankings' }).waitFor({ timeout: 60_000 });
  // One's own curves, too, are there before the model is.
  await expect.poll(() => numbersOf('Reward'), { timeout: 120_000 }).toEqual(before);
  await page
    .getByRole('article', { name: `Current model, iteration ${before.length}` })
    .waitFor({ timeout: 120_000 });
  const play = page.getByRole('button', { name: 'Play', exact: true });
  await expect.poll(() => play.isEnabled(), { timeout: 120_000 }).toBe(true);
});

test('the rankings leave as JSONL, as given and as pairs', async () => {
  const fileOf = async (button: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export / import' }).click();
    await page.getByRole('button', { name: button }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const rankings = await fileOf('Export rankings (JSONL)');
  expect(rankings).toHaveLength(12);
  expect(rankings[0]).toMatchObject({ type: 'ranking', rater: 'person', active: true });
  const pairs = await fileOf('Export chosen/rejected pairs (JSONL)');
  expect(pairs.length).toBeGreaterThan(12);
  expect(Object.keys(pairs[0])).toEqual(['prompt', 'chosen', 'rejected', 'group_id']);
  expect(served.violations).toEqual([]);
});
