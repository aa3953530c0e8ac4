/** A few kills of the drill: nothing that was shown as ranked or saved is lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_ARGS, ensureChromium } from '../../scripts/chromium.mjs';
import { MortalBrowser } from '../../scripts/drill/browser.ts';
import { drill } from '../../scripts/drill/drill.ts';
import { serveBuild, type Served } from './served.ts';

let served: Served;
let profile: string;
let browser: MortalBrowser;

beforeAll(async () => {
  served = await serveBuild();
  profile = await mkdtemp(join(tmpdir(), 'nudge-drill-'));
  browser = new MortalBrowser(await ensureChromium(), profile, CHROMIUM_ARGS);
});

afterAll(async () => {
  await browser.kill();
  await served.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
});

test('killed three times, the page finds again whatever it had shown', async () => {
  const lines: string[] = [];
  const model = 'public/models/blurbs-tiny';
  const log = (line: string) => void lines.push(line);
  const result = await drill({ browser, url: served.url, model, kills: 3, seed: 3, log });
  expect(result, lines.join('\n')).toEqual({ kills: 3, lostRankings: 0, lostIterations: 0, faults: [] });
  expect(lines).toHaveLength(3);
}, 900_000);
