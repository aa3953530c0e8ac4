/**
 * Nothing moves under the hand of a person who ranks: not while the model loads and its first words arrive, not while
 * they rank, the reward model is fitted, or an iteration runs. Measured as browsers measure it.
 */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, serveBuild, type Served } from './served.ts';

/** Small stages, so that each takes seconds without a GPU. */
const SETTINGS = '#model=blurbs-tiny&tokens=32&batch=8&epochs=1';
/** Sum of all layout shifts that no key or click brought about. */
const STILL = 0.02;
/** Widths up to this have a tab for each half of the page. */
const PHONE = 640;
const PATIENCE = { timeout: 240_000 };

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

interface Shift {
  readonly value: number;
  readonly hadRecentInput: boolean;
  /** What moved, for whoever reads a failure. */
  readonly moved: readonly string[];
}

/** Collects the shifts of a page from its very beginning. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: object[] = [];
    Object.assign(window, { shifts });
    const describe = ({ node, previousRect, currentRect }: { node?: Element } & Record<string, DOMRect>) =>
      `${node?.nodeName} ${node?.className ?? node?.parentElement?.className}: ` +
      `${previousRect.x},${previousRect.y} → ${currentRect.x},${currentRect.y}`;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as {
        value: number;
        hadRecentInput: boolean;
        sources: Parameters<typeof describe>[0][];
      }[]) {
        const { value, hadRecentInput, sources } = entry;
        shifts.push({ value, hadRecentInput, moved: sources.map(describe) });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** Expects that what moved since the last call is next to nothing. */
async function expectStill(page: Page, during: string): Promise<void> {
  const shifts = await page.evaluate(() =>
    (window as unknown as { shifts: Shift[] }).shifts.splice(0).filter((shift) => !shift.hadRecentInput),
  );
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  const worst = shifts.toSorted((a, b) => b.value - a.value).slice(0, 5);
  expect(sum, `${during}: ${JSON.stringify(worst, null, 1)}`).toBeLessThanOrEqual(STILL);
}

async function rank(page: Page, done: number): Promise<void> {
  const list = page.getByRole('list', { name: 'Answers to rank' });
  await expect.poll(() => list.getAttribute('aria-busy'), PATIENCE).toBe('false');
  for (const key of ['2', '1', '3', '4', 'Enter']) await page.keyboard.press(key);
  await page.getByRole('progressbar', { name: `${done} of 12 rankings` }).waitFor(PATIENCE);
}

test.each([
  [1440, 900],
  [1280, 720],
  [390, 844],
])(
  'nothing moves while it loads, while one ranks, and while it learns, at %i × %i',
  async (width, height) => {
    const page = await browser.newPage({ viewport: { width, height }, locale: 'en-GB' });
    await watch(page);
    await page.goto(served.url + SETTINGS);
    const list = page.getByRole('list', { name: 'Answers to rank' });
    await expect.poll(() => list.getAttribute('aria-busy'), PATIENCE).toBe('false');
    const turnTo = async (name: string) => {
      if (width <= PHONE) await page.getByRole('tab', { name }).click();
    };
    await turnTo('Watch');
    await page.getByRole('article', { name: 'Base model' }).waitFor(PATIENCE);
    await turnTo('Rank');
    await expectStill(page, 'load, first answers and their comparison');

    for (let done = 1; done <= 5; done++) await rank(page, done);
    await page.getByText('reward model orders').waitFor(PATIENCE);
    await expectStill(page, 'ranking and fit');

    await turnTo('Watch');
    await page.getByRole('button', { name: 'Step iteration' }).click(PATIENCE);
    await page.getByRole('article', { name: 'Current model, iteration 1' }).waitFor(PATIENCE);
    await expectStill(page, 'an iteration and its comparison');
    await page.close();
  },
  600_000,
);
