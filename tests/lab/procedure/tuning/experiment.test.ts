import { describe, expect, it } from 'vitest';
import type { LabPlace } from '../../../../src/lab/experiment.ts';
import { TUNING, tuned } from '../../../../src/lab/procedure/tuning/experiment.ts';
import { summarise, verdict, type TuningResult } from '../../../../src/lab/procedure/tuning/summary.ts';
import { TUNERS, type Tuner } from '../../../../src/lab/procedure/tuning/arms.ts';
import { LEVELS } from '../../../../src/lab/procedure/tuning/surface.ts';
import { trainTuner } from '../../../../src/lab/procedure/tuning/training.ts';
import type {
  LearntSequence,
  SequenceModel,
  SequenceModelOptions,
} from '../../../../src/lab/sequences/sequenceModel.ts';
import { tuner } from './fakeTuner.ts';

/** The place of a trial's token. */
const placeOf = (token: number) => Math.floor((token - 36) / LEVELS);

const logged: string[] = [];
const place = {
  log: (line: string) => logged.push(line),
  // Always one place further.
  openSequences: (options: SequenceModelOptions) =>
    Promise.resolve(tuner(options, (prompt) => (placeOf(prompt.at(-1)!) + 1) % 36)),
} as unknown as LabPlace;

const TRAINING = {
  side: 6,
  trials: 5,
  dim: 8,
  layers: 1,
  heads: 2,
  updates: 40,
  batch: 2,
  learningRate: 0.01,
  seed: 1,
  tests: 6,
};

const result = (ends: Readonly<Record<Tuner, number>>, tests = 128): TuningResult => ({
  seed: 1,
  side: 6,
  trials: 2,
  tests,
  updates: 1,
  batch: 1,
  parameters: 1,
  shown: [],
  arms: TUNERS.map((arm) => ({ arm, found: [0, ends[arm]], lost: 0, losses: [], seconds: 0 })),
});

describe('the experiment', () => {
  it('trains both, tests all, and writes down some maps', async () => {
    const found = await tuned(place, TRAINING);
    expect(found.arms.map(({ arm }) => arm)).toEqual([...TUNERS]);
    for (const { found: curve } of found.arms) {
      expect(curve).toHaveLength(5);
      expect(curve).toEqual(curve.toSorted((a, b) => a - b));
    }
    // All begin at the same place.
    expect(new Set(found.arms.map(({ found: [first] }) => first)).size).toBe(1);
    expect(found.arms[0].losses.at(-1)![0]).toBe(40);
    expect(found.arms[2].losses).toEqual([]);
    expect(found.shown).toHaveLength(4);
    expect(found.shown[0].trials.search).toHaveLength(5);
    expect(found.parameters).toBe(7);
    expect(logged.at(-1)).toContain('tuning oneShot, update 40');
    expect(TUNING.line(found)).toMatch(/^after 5 trials search \d/);
  });

  it('draws the same surfaces for either arm', async () => {
    const seen: Record<string, LearntSequence[]> = { search: [], oneShot: [] };
    for (const arm of ['search', 'oneShot'] as const) {
      const model: Pick<SequenceModel, 'train'> = {
        train(sequences) {
          seen[arm].push(...sequences);
          return Promise.resolve([]);
        },
      };
      for await (const _ of trainTuner(model, arm, TRAINING)) expect(seen[arm].length).toBeGreaterThan(0);
    }
    // A place that both tried gave the same level.
    let compared = 0;
    seen.search.forEach(({ tokens }, index) => {
      const other = new Map(seen.oneShot[index].tokens.map((token) => [placeOf(token), token]));
      for (const token of tokens) {
        if (!other.has(placeOf(token))) continue;
        compared += 1;
        expect(token).toBe(other.get(placeOf(token)));
      }
    });
    // The start alone is one of each.
    expect(compared).toBeGreaterThan(seen.search.length);
  });

  it('meets its goal only beyond what chance does to seeds, against both, on enough surfaces', () => {
    const seeds = (search: readonly number[], oneShot = 0.6, tests = 128) =>
      search.map((end) => result({ search: end, oneShot, random: 0.7, expert: 1 }, tests));
    expect(verdict(seeds([0.9, 0.88, 0.92])).met).toBe(true);
    expect(verdict(seeds([0.9, 0.5, 0.92])).met).toBe(false);
    expect(verdict(seeds([0.9, 0.88, 0.92], 0.9)).met).toBe(false);
    expect(verdict(seeds([0.9, 0.88, 0.92], 0.6, 99)).met).toBe(false);
    // Two seeds tell nothing of their spread.
    expect(verdict(seeds([0.9, 0.9])).met).toBe(false);
    expect(verdict([]).met).toBe(false);
    const { arms, ahead } = summarise(seeds([0.9, 0.88, 0.92]));
    expect(arms[0]).toMatchObject({ arm: 'search', least: 0.88, most: 0.92 });
    expect(ahead.random.mean).toBeCloseTo(0.2, 9);
    // Student's t for two degrees of freedom, 4.303, times 0.02 / √3.
    expect(ahead.random.low).toBeCloseTo(0.2 - (4.303 * 0.02) / Math.sqrt(3), 6);
    expect(verdict(seeds([0.9, 0.88, 0.92])).figures).toContain('ahead of random +20.0 points (95 %: +15.0');
  });
});
