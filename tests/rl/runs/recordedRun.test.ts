import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  readRecordedRun,
  RecordedRunError,
  writeRecordedRun,
  type RecordedRun,
} from '../../../src/rl/runs/recordedRun.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import type { Comparison } from '../../../src/rl/runs/compare.ts';
import type { RolloutSample } from '../../../src/rl/runs/events.ts';
import type { SessionInfo } from '../../../src/workers/protocol.ts';
import { play } from '../events.ts';

const AGREEMENT = { rankings: 2, pairs: 9, accuracy: 0.75, kendallTau: 0.5 };
const ANSWER = { text: 'A pub.', tokens: [{ text: 'A', logp: -1, logpRef: -1.5 }], score: 0.25 };
const SPREAD = { mean: -20.5, sd: 7 };

const RUN: RecordedRun = {
  format: 'nudge-recorded-run',
  version: 2,
  model: 'blurbs-tiny',
  adapter: 'SwiftShader',
  settings: { seed: 7, adaptiveKl: false, rater: 'shorter', rewardBag: true },
  labeler: 'shorter',
  baseUtility: { shorter: SPREAD, warmer: SPREAD, question: SPREAD, family: SPREAD, facts: SPREAD },
  prompts: { train: ['name: A\n'], heldOut: ['name: B\n'] },
  rankings: play('abc-'),
  history: [
    { iteration: 1, values: { 'objective/kl': 0, 'utility/shorter': -20.123456789012344 } },
    { iteration: 2, values: { 'objective/kl': Number.NaN, lr: Number.POSITIVE_INFINITY } },
  ],
  agreement: [{ iteration: 0, heldOut: { ...AGREEMENT, accuracy: Number.NaN }, trained: AGREEMENT }],
  samples: [{ iteration: 1, samples: [{ prompt: 'name: A\n', text: 'A.', score: -0.5, kl: 1.25 }] }],
  comparisons: [{ prompt: 'name: B\n', base: { ...ANSWER, score: null }, current: ANSWER, iteration: 2 }],
};

/** The file with one value replaced, addressed as in error paths. */
function damaged(path: string, value: unknown): string {
  const json: unknown = JSON.parse(writeRecordedRun(RUN));
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce((at, key) => (at as Record<string, unknown>)[key], json) as Record<
    string,
    unknown
  >;
  parent[last] = value;
  return JSON.stringify(json);
}

describe('a recorded run', () => {
  it('reads back as it was written, with numbers in full and NaN still NaN', () => {
    expect(readRecordedRun(writeRecordedRun(RUN))).toEqual(RUN);
  });

  it('means by what it does not say what was usual when it was written', () => {
    const older = { ...RUN, settings: { seed: 7 } };
    expect(readRecordedRun(writeRecordedRun(older)).settings).toEqual({ seed: 7, rewardBag: false });
  });

  it('may lack what was never measured', () => {
    const bare: RecordedRun = {
      ...RUN,
      baseUtility: null,
      history: [],
      agreement: [],
      samples: [],
      comparisons: [],
    };
    expect(readRecordedRun(writeRecordedRun(bare))).toEqual(bare);
  });

  it('has the shapes in which the page is told of a live run', () => {
    expectTypeOf<RecordedRun['comparisons'][number]>().toExtend<Comparison>();
    expectTypeOf<Comparison>().toExtend<RecordedRun['comparisons'][number]>();
    expectTypeOf<RecordedRun['samples'][number]['samples'][number]>().toExtend<RolloutSample>();
    expectTypeOf<RecordedRun['history']>().toExtend<SessionInfo['history']>();
    expectTypeOf<RecordedRun['baseUtility']>().toExtend<SessionInfo['baseUtility']>();
    expectTypeOf<RecordedRun['model']>().toExtend<SessionInfo['model']>();
  });
});

describe('a file that is no recorded run', () => {
  const codeOf = (text: string): string => {
    try {
      readRecordedRun(text);
    } catch (error) {
      if (error instanceof RecordedRunError) return error.code;
      throw error;
    }
    return 'none';
  };

  it.each([
    ['', 'json'],
    [writeRecordedRun(RUN).slice(0, -20), 'json'],
    ['[1, 2]', 'format'],
    ['null', 'format'],
    ['{"format":"other","version":1}', 'format'],
    [damaged('version', 3), 'version'],
    [damaged('version', '1'), 'format'],
    [damaged('model', ''), 'schema'],
  ])('%# is refused as %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each([
    ['history.1.iteration', -1],
    ['rankings.0.at', 'now'],
    ['agreement.0.heldOut.pairs', 1.5],
    ['comparisons.0.current.tokens.0.logp', null],
    ['baseUtility.family', {}],
    ['samples.0.samples.0.text', 5],
    ['labeler', 'robot'],
  ])('says where it is damaged: %s', (path, value) => {
    expect(() => readRecordedRun(damaged(path, value))).toThrow(
      expect.objectContaining({ code: 'schema', path: expect.stringContaining(path) as string }),
    );
  });

  it.each<object>([{ sed: 1 }, { seed: '1' }, { adaptiveKl: 1 }, { rater: 'robot' }, { toString: 1 }])(
    'refuses the settings %j',
    (settings) => {
      expect(codeOf(damaged('settings', settings))).toBe('schema');
    },
  );

  it('refuses a metric nobody knows', () => {
    expect(codeOf(damaged('history.0.values', { 'objective/luck': 1 }))).toBe('schema');
  });
});

describe('the recorded run that ships', () => {
  const text = readFileSync(new URL('../../../public/recorded/run.json', import.meta.url), 'utf8');
  const run = readRecordedRun(text);

  it('was made by a current engine, and learned', () => {
    expect((JSON.parse(text) as { version: number }).version).toBe(RUN.version);
    const scores = run.history.map(({ values }) => values['objective/scores'] ?? NaN);
    const mean = (part: readonly number[]) => part.reduce((sum, score) => sum + score, 0) / part.length;
    expect(mean(scores.slice(-5)) - mean(scores.slice(0, 2))).toBeGreaterThan(1);
  });

  it('keeps its KL inside the band that the chart draws', () => {
    const { klTarget } = { ...DEFAULT_SETTINGS, ...run.settings };
    for (const { values } of run.history) expect(values['objective/kl']).toBeLessThanOrEqual(1.5 * klTarget);
  });
});
