/**
 * The plug pulled at random moments: browser, renderer and GPU process are killed while a run trains, while rankings
 * are given, while a model is imported. After each it is counted what the page had shown as ranked or saved and does
 * not find again; it must be nothing. Knows the page as a person sees it.
 */
import type { Page } from 'playwright';
import { chance, type Chance } from '../fuzz/mutate.ts';
import type { MortalBrowser } from './browser.ts';

/** Small iterations of a simulated rater, so that each takes seconds without a GPU; every one is saved. */
const SETTINGS = '#rater=shorter&tokens=16&batch=8&epochs=1&save=1';
const PATIENCE = { timeout: 240_000 };
/** Most milliseconds between the first save and the kill. */
const LONGEST_MS = 6000;
/** Most milliseconds between the start of an import and the kill. */
const IMPORT_MS = 1500;

const KINDS = ['browser', 'renderer', 'gpu', 'import'] as const;
type Kind = (typeof KINDS)[number];

/** What the page shows as kept. */
interface Shown {
  readonly rankings: number;
  readonly iteration: number;
}

export interface DrillOptions {
  readonly browser: MortalBrowser;
  /** Where the built page is served. */
  readonly url: string;
  /** A model's folder to import. */
  readonly model: string;
  readonly kills: number;
  readonly seed: number;
  /** Told a line for each kill. */
  readonly log: (line: string) => void;
}

export interface DrillResult {
  readonly kills: number;
  readonly lostRankings: number;
  readonly lostIterations: number;
  /** What went wrong otherwise: a page that did not come back, a list that could not be read. */
  readonly faults: readonly string[];
}

export async function drill(options: DrillOptions): Promise<DrillResult> {
  const { browser, kills, seed, log } = options;
  const random = chance(seed);
  let [lostRankings, lostIterations] = [0, 0];
  const faults: string[] = [];
  let page = await begin(options);
  for (let kill = 1; kill <= kills; kill++) {
    // Each kind in turn, so that few kills try all of them.
    const kind = KINDS[(kill - 1 + seed) % KINDS.length];
    let line = `kill ${kill} of ${kills}, ${kind}`;
    try {
      const { shown, after } = await killed(options, page, kind, random);
      page = await browser.open(options.url + SETTINGS);
      const found = await ready(page);
      const lost = [
        Math.max(0, shown.rankings - found.rankings),
        Math.max(0, shown.iteration - found.iteration),
      ];
      lostRankings += lost[0];
      lostIterations += lost[1];
      line += ` after ${after} ms: rankings ${shown.rankings} → ${found.rankings}, saved iteration ${shown.iteration} → ${found.iteration}`;
      if (kind === 'import') await modelsCanBeListed(page);
    } catch (error) {
      const fault = error instanceof Error ? error.message.split('\n')[0] : String(error);
      faults.push(fault);
      line += `: ${fault}`;
      await browser.kill();
      page = await browser.open(options.url + SETTINGS);
      await ready(page);
    }
    log(line);
  }
  return { kills, lostRankings, lostIterations, faults };
}

async function begin({ browser, url }: DrillOptions): Promise<Page> {
  const page = await browser.open(url + SETTINGS);
  const simulate = page.getByRole('button', { name: 'Simulate 24 rankings' });
  await simulate.click(PATIENCE);
  await page.getByText('24 of 24 rankings').first().waitFor(PATIENCE);
  await ready(page);
  return page;
}

/** Lets the page work for a random time, and kills. */
async function killed(
  { browser, model }: DrillOptions,
  page: Page,
  kind: Kind,
  random: Chance,
): Promise<{ shown: Shown; after: number }> {
  if (kind === 'import') {
    const shown = await look(page);
    await page.keyboard.press('m');
    await page.getByLabel('Choose a folder…').last().setInputFiles(model);
    await page.getByRole('button', { name: 'Keep in this browser' }).click(PATIENCE);
    const after = random.below(IMPORT_MS);
    await page.waitForTimeout(after);
    await browser.kill();
    return { shown, after };
  }
  await page.getByRole('button', { name: 'Play', exact: true }).click(PATIENCE);
  // There is something to lose from the first save on.
  await page
    .getByText(/saved at [1-9]/)
    .first()
    .waitFor(PATIENCE);
  const after = random.below(LONGEST_MS);
  const started = performance.now();
  let shown = await look(page);
  let ranked = false;
  // What was seen last is what must be found again.
  while (performance.now() - started < after) {
    if (!ranked && random.below(20) === 0) {
      ranked = true;
      for (const key of ['1', '2', '3', '4', 'Enter']) await page.keyboard.press(key);
    }
    const now = await look(page);
    shown = {
      rankings: Math.max(shown.rankings, now.rankings),
      iteration: Math.max(shown.iteration, now.iteration),
    };
    await page.waitForTimeout(20);
  }
  if (kind === 'browser') await browser.kill();
  else if (kind === 'renderer') await browser.killRenderer(page);
  else await browser.killGpu();
  return { shown, after };
}

/** Rankings counted, and the iteration that is called saved. */
async function look(page: Page): Promise<Shown> {
  const text = await page.locator('body').innerText();
  return {
    rankings: Number(/(\d+) of \d+ rankings/.exec(text)?.[1] ?? 0),
    iteration: Number(/saved at (\d+)/.exec(text)?.[1] ?? 0),
  };
}

/** Waits until a run can go on. What is restored is not under way, so that its iteration is the one found. */
async function ready(page: Page): Promise<Shown> {
  await page.waitForFunction(
    () => {
      const play = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Play');
      return play !== undefined && !play.disabled && play.getAttribute('aria-disabled') !== 'true';
    },
    undefined,
    PATIENCE,
  );
  const text = await page.locator('body').innerText();
  const { rankings } = await look(page);
  return { rankings, iteration: Number(/Iteration (\d+)/.exec(text)?.[1] ?? 0) };
}

/** An import that broke off is there to go on with, or is not there; the list can be read either way. */
async function modelsCanBeListed(page: Page): Promise<void> {
  await page.keyboard.press('m');
  await page
    .getByRole('dialog')
    .getByText(/used|free|of \d/)
    .first()
    .waitFor(PATIENCE);
  const text = await page.getByRole('dialog').innerText();
  await page.keyboard.press('Escape');
  if (/could not|cannot be read|failed/i.test(text))
    throw new Error(`The list of models says: ${text.slice(0, 200)}`);
}
