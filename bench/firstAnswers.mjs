/**
 * `node bench/firstAnswers.mjs [visits]`: how long a first visit waits for its first answers. Builds the page, opens it
 * in a fresh profile of headless Chromium on the software adapter, and prints for each visit milliseconds from navigation to
 * the first answers complete, and processor seconds of all of the browser's processes until then (Linux), which other
 * work on the machine changes less. Measured on idle cores it is the number to tell.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../scripts/chromium.mjs';

const visits = Number(process.argv[2] ?? 5);
const TICKS_PER_SECOND = 100;
const outDir = await mkdtemp(join(tmpdir(), 'nudge-first-'));
await build({ logLevel: 'warn', build: { outDir, emptyOutDir: true } });
const server = await preview({ build: { outDir }, preview: { port: 0 }, logLevel: 'warn' });
const url = server.resolvedUrls?.local[0];
if (!url) throw new Error('The page is not served.');
const executablePath = (await findChromium()) ?? undefined;

try {
  for (let visit = 1; visit <= visits; visit++) {
    // A process each: compiled pipelines outlive a page.
    const owner = await chromium.launchServer({ executablePath, args: CHROMIUM_ARGS });
    const browser = await chromium.connect(owner.wsEndpoint());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    const before = await processorSeconds(owner.process().pid);
    const started = performance.now();
    await page.goto(url);
    const list = page.getByRole('list', { name: 'Answers to rank' });
    await list.and(page.locator('[aria-busy="false"]')).waitFor({ timeout: 300_000 });
    const milliseconds = performance.now() - started;
    const seconds = (await processorSeconds(owner.process().pid)) - before;
    console.log(`visit ${visit}: ${milliseconds.toFixed(0)} ms, ${seconds.toFixed(1)} processor seconds`);
    await browser.close();
    await owner.close();
  }
} finally {
  await server.close();
  await rm(outDir, { recursive: true, force: true });
}

/**
 * Of a process and all that it started; NaN where there is no /proc.
 * @param {number | undefined} root
 */
async function processorSeconds(root) {
  const names = await readdir('/proc').catch(() => []);
  /** @type {Map<number, { parent: number, ticks: number }>} */
  const processes = new Map();
  for (const name of names.filter((text) => /^\d+$/.test(text))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
    // The name in brackets may have spaces.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (!fields) continue;
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    processes.set(Number(name), { parent: Number(fields[1]), ticks });
  }
  if (root === undefined || !processes.has(root)) return NaN;
  const under = (/** @type {number} */ pid) => {
    for (let at = pid; at > 1; at = processes.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  const all = [...processes].filter(([pid]) => under(pid));
  return all.reduce((sum, [, { ticks }]) => sum + ticks, 0) / TICKS_PER_SECOND;
}
