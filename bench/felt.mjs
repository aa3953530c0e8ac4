/**
 * `node bench/felt.mjs [visits] [--out FILE]`: how fast the page feels. Builds it and visits it in headless Chromium on the
 * software adapter. Of loading, ranking, training, replaying and of opening each dialog it tells the page's tasks over 50 ms,
 * by the clock and by the processor time of the page's own thread, and what the longest spent it on; of each dialog the
 * milliseconds from the press to the frame that shows it, the first time and again. On a software adapter the model computes
 * on the cores that the page wants: what the clock says beyond the thread's own time is waiting for them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../scripts/chromium.mjs';

const LONG_MS = 50;
const TRAINING_MS = 40_000;
const REPLAY_MS = 10_000;
const DIALOGS = ['Settings', 'Experiments', 'Lab', 'Runs', 'Projector'];
/** Panels that stay beside the page: the same press closes them. */
const PANELS = new Map([
  ['Guide', '[aria-labelledby="guide-title"]'],
  ['Look inside', '[aria-labelledby="inside-title"]'],
]);
const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8'];
/** What a task is spent on, as traces name it. */
const PARTS = new Set([
  'EvaluateScript',
  'FunctionCall',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
  'v8.compile',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'Paint',
  'MajorGC',
  'MinorGC',
]);

/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args: any }} TraceEvent */
/** @typedef {{ wall: number, cpu: number, on: Record<string, number> }} Task milliseconds */

const at = process.argv.indexOf('--out');
const out = at > 0 ? process.argv[at + 1] : null;
const visits = Number(process.argv[2] ?? 3) || 3;
const outDir = await mkdtemp(join(tmpdir(), 'nudge-felt-'));
await build({ logLevel: 'warn', build: { outDir, emptyOutDir: true } });
const server = await preview({ build: { outDir }, preview: { port: 0 }, logLevel: 'warn' });
const url = server.resolvedUrls?.local[0];
if (!url) throw new Error('The page is not served.');
const executablePath = (await findChromium()) ?? undefined;

/** @type {Record<string, Task[][]>} of each phase, a list a visit */
const tasks = {};
/** @type {Record<string, { first: number[], again: number[] }>} */
const openings = {};
try {
  for (let visit = 1; visit <= visits; visit++) await measure(visit);
} finally {
  await server.close();
  await rm(outDir, { recursive: true, force: true });
}
const result = {
  machine: `SwiftShader, ${availableParallelism()} cores`,
  visits,
  phases: Object.fromEntries(Object.entries(tasks).map(([name, all]) => [name, summaryOf(all)])),
  openings: Object.fromEntries(
    Object.entries(openings).map(([name, { first, again }]) => [
      name,
      { first: spread(first), again: spread(again) },
    ]),
  ),
};
console.log(JSON.stringify(result, null, 1));
if (out !== null) await writeFile(out, `${JSON.stringify(result, null, 2)}\n`);

/** @param {number} visit */
async function measure(visit) {
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  /** @param {string} name @param {() => Promise<void>} act */
  const phase = async (name, act) => {
    await browser.startTracing(page, { categories: CATEGORIES });
    await act();
    const found = longTasks(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
    (tasks[name] ??= []).push(found);
    const worst = found.toSorted((one, other) => other.cpu - one.cpu)[0];
    console.log(`visit ${visit}, ${name}: ${found.length} over ${LONG_MS} ms`, worst ?? '');
  };
  const list = page.getByRole('list', { name: 'Answers to rank' });
  const written = () => list.and(page.locator('[aria-busy="false"]')).waitFor({ timeout: 300_000 });
  await phase('load', async () => {
    await page.goto(`${url}#model=blurbs-tiny`);
    await written();
  });
  for (const name of [...DIALOGS, 'Guide']) await phase(`open ${name}`, () => open(page, name));
  await phase('rank', async () => {
    for (let done = 1; done <= 5; done++) {
      await written();
      for (const key of ['2', '1', '3', '4', 'Enter']) await page.keyboard.press(key);
      await page.getByRole('progressbar', { name: `${done} of 12 rankings` }).waitFor({ timeout: 60_000 });
    }
  });
  await phase('train', async () => {
    await page.getByRole('button', { name: 'Play', exact: true }).click({ timeout: 120_000 });
    await page.waitForTimeout(TRAINING_MS);
  });
  await phase('open while training', () => open(page, 'Settings', 'Settings, while training'));
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor({ timeout: 120_000 });
  await phase('open Look inside', () => open(page, 'Look inside'));
  await phase('replay', async () => {
    await page.getByRole('button', { name: 'Watch the recorded run' }).click();
    await page.waitForTimeout(REPLAY_MS);
  });
  await browser.close();
}

/**
 * Opens and closes a dialog or a panel twice by its button, and takes the time from the press to the frame that shows it.
 * @param {import('playwright').Page} page
 * @param {string} name
 */
async function open(page, name, told = name) {
  const taken = (openings[told] ??= { first: [], again: [] });
  const panel = PANELS.get(name);
  const button = page.getByRole('button', { name, exact: true }).first();
  for (const which of /** @type {const} */ (['first', 'again'])) {
    await page.evaluate((selector) => {
      /** @param {Event} event */
      const pressed = (event) => {
        const began = event.timeStamp;
        const look = () => {
          if (!document.querySelector(selector)) return requestAnimationFrame(look);
          const channel = new MessageChannel();
          // The first task after the frame that shows it.
          channel.port1.onmessage = () => Object.assign(window, { opened: performance.now() - began });
          return requestAnimationFrame(() => channel.port2.postMessage(null));
        };
        look();
      };
      Object.assign(window, { opened: null });
      document.addEventListener('pointerdown', pressed, { capture: true, once: true });
    }, panel ?? 'dialog[open]');
    await button.click();
    const opened = await page.waitForFunction(() => /** @type {any} */ (window).opened, null, {
      timeout: 60_000,
    });
    taken[which].push(/** @type {number} */ (await opened.jsonValue()));
    await page.waitForTimeout(800);
    await (panel ? button.click() : page.keyboard.press('Escape'));
    await page.locator(panel ?? 'dialog').waitFor({ state: 'detached' });
    await page.waitForTimeout(300);
  }
}

/**
 * Tasks of the page's main thread that take longer than 50 ms by the clock, and what they were spent on.
 * @param {TraceEvent[]} events
 * @returns {Task[]}
 */
function longTasks(events) {
  // The browser's own surfaces have renderers, too.
  const ours = new Set(
    events.filter(({ args }) => String(args?.data?.url).startsWith(String(url))).map(({ pid }) => pid),
  );
  const mains = new Set(
    events
      .filter(
        ({ name, args, pid }) => name === 'thread_name' && args.name === 'CrRendererMain' && ours.has(pid),
      )
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const own = events.filter(({ ph, pid, tid }) => ph === 'X' && mains.has(`${pid} ${tid}`));
  const long = own.filter(({ name, dur = 0 }) => name.endsWith('RunTask') && dur > LONG_MS * 1000);
  // Of tasks within tasks the outer one.
  const outer = long.filter(
    (task) => !long.some((other) => other !== task && other.pid === task.pid && holds(other, task)),
  );
  return outer.map((task) => {
    /** @type {Record<string, number>} */
    const on = {};
    for (const part of own) {
      if (!PARTS.has(part.name) || part.pid !== task.pid || !holds(task, part)) continue;
      const { functionName, type } = part.args?.data ?? {};
      const name = [part.name, functionName || type].filter(Boolean).join(' ');
      on[name] = (on[name] ?? 0) + Math.round((part.dur ?? 0) / 100) / 10;
    }
    const most = Object.entries(on).toSorted((one, other) => other[1] - one[1]);
    return {
      wall: (task.dur ?? 0) / 1000,
      cpu: (task.tdur ?? NaN) / 1000,
      on: Object.fromEntries(most.slice(0, 6)),
    };
  });
}

/** @param {TraceEvent} outer @param {TraceEvent} inner */
function holds(outer, inner) {
  return inner.ts >= outer.ts && inner.ts + (inner.dur ?? 0) <= outer.ts + (outer.dur ?? 0);
}

/** @param {Task[][]} all a list a visit */
function summaryOf(all) {
  const cpu = all.map((found) => found.filter((task) => task.cpu > LONG_MS).length);
  const flat = all.flat().toSorted((one, other) => other.cpu - one.cpu);
  return {
    overByClock: spread(all.map((found) => found.length)),
    overByOwnTime: spread(cpu),
    longestByClock: spread(all.map((found) => Math.max(0, ...found.map(({ wall }) => wall)))),
    longestByOwnTime: spread(all.map((found) => Math.max(0, ...found.map(({ cpu: own }) => own)))),
    worst: flat.slice(0, 3),
  };
}

/** @param {number[]} values */
function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  return {
    median: round(sorted[Math.floor((sorted.length - 1) / 2)]),
    from: round(sorted[0]),
    to: round(sorted[sorted.length - 1]),
  };
}
