/** Tuning by the contest's own runs: three rates of one seed by another taste, chosen once, kept, and found again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Base } from '../../../src/contest/result.ts';
import { ContestFolder } from '../../../src/headless/compare/files.ts';
import { parseCompareOptions } from '../../../src/headless/compare/options.ts';
import { tunedRates, type Tunable } from '../../../src/headless/compare/tuned.ts';

let path: string;
beforeAll(() => {
  path = mkdtempSync(join(tmpdir(), 'nudge-tuned-'));
});
afterAll(() => rmSync(path, { recursive: true, force: true }));

const BASE: Base = {
  seed: 0,
  utility: { mean: 0, sd: 1 },
  score: 0,
  rankings: 8,
  agreement: null,
  judge: '',
  bestOf: [],
};

function contest(...args: string[]) {
  const asked: string[] = [];
  const used = { answers: 1, tokens: 1, updates: 1, learned: 1, seconds: 1 };
  const tunable: Tunable = {
    options: parseCompareOptions(['--methods', 'ppo,best-of-n', '--out', path, ...args])!,
    folder: new ContestFolder(path),
    print: () => undefined,
    async seed(labeler, seed, methods, rate, runs, tag) {
      const [{ id: method }] = methods;
      const learningRate = rate(methods[0])!;
      asked.push(`${labeler} ${seed} ${method}${tag}`);
      // The largest breaks; the middle one is best.
      const broken = learningRate > 5e-4 ? { iteration: 1, why: 'Not finite.' } : null;
      const look = { iteration: 1, score: 0, kl: 1, distinct4: 0, length: 1, ended: 1 };
      runs.push({
        method,
        seed,
        learningRate,
        looks: [{ ...look, utility: learningRate }],
        broken,
        used,
      });
      return BASE;
    },
  };
  return { tunable, asked };
}

it('tries what has a rate on a seed and a taste that are not reported, and goes on with what it chose', async () => {
  const { tunable, asked } = contest('--tune');
  const tuned = await tunedRates(tunable);
  expect(tuned.labeler).toBe('length');
  expect([...tuned.rates]).toEqual([['ppo', 3e-4]]);
  expect(asked).toEqual(['0.0001', '0.0003', '0.0009'].map((rate) => `length 0 ppo-rate${rate}`));
  const file = JSON.parse(readFileSync(join(path, 'tuning.json'), 'utf8'));
  expect(file).toMatchObject({ seed: 0, labeler: 'length', klBound: 6, methods: [{ chosen: 3e-4 }] });
  expect(file.methods[0].tried[2]).toMatchObject({ learningRate: 9e-4, utility: 'NaN' });
  const later = contest();
  expect([...(await tunedRates(later.tunable)).rates]).toEqual([['ppo', 3e-4]]);
  expect(later.asked).toEqual([]);
});

it('is shared by contests of several tastes, keeps what was tuned before, and never mixes tuned with untuned', async () => {
  const tuning = join(path, 'tuning.json');
  const other = contest('--out', join(path, 'other'), '--labeler', 'family', '--tuning', tuning);
  expect(await tunedRates(other.tunable)).toEqual({ labeler: 'length', rates: new Map([['ppo', 3e-4]]) });
  await expect(tunedRates(contest('--methods', 'ppo,dpo').tunable)).rejects.toThrow(/rate of dpo.*--tune/);
  await expect(tunedRates(contest('--tuning', join(path, 'none.json')).tunable)).rejects.toThrow(/none.json/);
  await expect(tunedRates(contest('--tune', '--tune-labeler', 'shorter').tunable)).rejects.toThrow(
    /tuned on length, not on shorter/,
  );
  await tunedRates(contest('--methods', 'rloo', '--tune').tunable);
  expect([...(await tunedRates(contest().tunable)).rates.keys()]).toEqual(['ppo', 'rloo']);
});

it('refuses a damaged file and leaves it', async () => {
  writeFileSync(join(path, 'tuning.json'), '{');
  await expect(tunedRates(contest().tunable)).rejects.toThrow(/damaged.*--tune/);
  expect(readFileSync(join(path, 'tuning.json'), 'utf8')).toBe('{');
});
