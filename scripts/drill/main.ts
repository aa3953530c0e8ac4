/** `npm run drill`: options in, the page built and served, a line per kill and a total out. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, ensureChromium } from '../chromium.mjs';
import { MortalBrowser } from './browser.ts';
import { drill } from './drill.ts';

const HELP = `npm run drill -- [--kills N] [--seed S]

Kills browser, renderer and GPU process at random moments, also during the import of a model, and counts
what is lost. The exit code is 1 when it is anything.
  --kills N   how many (12)
  --seed S    the same seed kills in the same order, after the same times (1)`;

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '12' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  if (values.help || !Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed) || seed < 0) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'nudge-drill-'));
  process.env.NODE_ENV = 'production';
  await build({ logLevel: 'warn', build: { outDir: join(folder, 'page'), emptyOutDir: true } });
  const server = await preview({
    logLevel: 'warn',
    build: { outDir: join(folder, 'page') },
    preview: { port: 4300 + (process.pid % 1000), strictPort: false, host: 'localhost' },
  });
  const browser = new MortalBrowser(await ensureChromium(), join(folder, 'profile'), CHROMIUM_ARGS);
  try {
    const { lostRankings, lostIterations, faults } = await drill({
      browser,
      url: server.resolvedUrls!.local[0],
      model: join(process.cwd(), 'public/models/blurbs-small'),
      kills,
      seed,
      log: (line) => console.log(line),
    });
    console.log(
      `${kills} kills: ${lostRankings} rankings lost, ${lostIterations} saved iterations lost, ${faults.length} other faults, seed ${seed}`,
    );
    return lostRankings + lostIterations + faults.length === 0 ? 0 : 1;
  } finally {
    await browser.kill();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }
}
