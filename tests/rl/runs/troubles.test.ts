/** Each trouble is seen in a run that has it, and none in one that goes well; the thresholds are those of the file. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecordedRun } from '../../../src/rl/runs/recordedRun.ts';
import { troublesOf, type TroubleKind, type WatchedRun } from '../../../src/rl/runs/troubles.ts';

const COUNT = 20;
const counting = Array.from({ length: COUNT }, (_, at) => at + 1);
const even = (value: number) => counting.map(() => value);
const ramp = (from: number, to: number) => counting.map((_, at) => from + ((to - from) * at) / (COUNT - 1));

/** Goes well: everything that should rises, the rest stays. */
const WELL: Readonly<Record<string, readonly number[]>> = {
  'nudge/score': ramp(0, 2),
  'utility/facts': ramp(0.5, 0.8),
  'objective/kl': ramp(0, 4.5),
  'nudge/grad_norm': counting.map((_, at) => 1 + 0.3 * Math.sin(at)),
  'nudge/ratio_var': even(0.1),
  'nudge/distinct_4': ramp(0.9, 0.8),
  'nudge/response_length': ramp(30, 25),
};

function kinds(
  changes: Readonly<Record<string, readonly number[]>>,
  more: Partial<WatchedRun> = {},
): TroubleKind[] {
  const metrics = { ...WELL, ...changes };
  const run: WatchedRun = {
    curve: (name) => ({ x: metrics[name] ? counting : [], y: metrics[name] ?? [] }),
    fits: [],
    yardstick: { metric: 'utility/facts', sd: 0.2 },
    lengthWanted: false,
    klBand: [0, 6],
    ...more,
  };
  return troublesOf(run).map(({ kind }) => kind);
}

const fit = (iteration: number, accuracy: number, pairs = 40) => ({
  iteration,
  heldOut: { pairs, accuracy, interval: [accuracy - 0.15, accuracy + 0.1] as const },
});

describe('a run that goes well', () => {
  it('has no trouble', () => expect(kinds({})).toEqual([]));

  it('nor one that does not tell a metric, or has hardly begun', () => {
    expect(
      troublesOf({
        curve: () => ({ x: [], y: [] }),
        fits: [],
        yardstick: null,
        lengthWanted: false,
        klBand: null,
      }),
    ).toEqual([]);
    const two = (name: string) => ({ x: [1, 2], y: WELL[name].slice(0, 2) });
    expect(
      troublesOf({
        curve: two,
        fits: [],
        yardstick: { metric: 'utility/facts', sd: 0.2 },
        lengthWanted: false,
        klBand: [0, 6],
      }),
    ).toEqual([]);
  });

  it('and the run that ships with the page is not said to fool its reward model', () => {
    const run = readRecordedRun(readFileSync('public/recorded/run.json', 'utf8'));
    const sd = run.baseUtility?.[run.labeler as 'shorter']?.sd ?? NaN;
    expect(sd).toBeGreaterThan(0);
    const curve = (name: string) => ({
      x: run.history.map(({ iteration }) => iteration),
      y: run.history.map(({ values }) => (values as Readonly<Record<string, number>>)[name]),
    });
    const found = troublesOf({
      curve,
      fits: run.agreement,
      yardstick: { metric: `utility/${run.labeler}`, sd },
      lengthWanted: run.labeler === 'shorter',
      klBand: null,
    });
    expect(found.map(({ kind }) => kind)).not.toContain('fooling');
  });
});

describe('troubles', () => {
  it('fooling: the yardstick falls half a spread below its best while the reward rises', () => {
    const fall = (by: number) => ({
      'utility/facts': counting.map((_, at) => (at < 10 ? 0.5 + at / 100 : 0.6 - by * 0.2)),
    });
    expect(kinds(fall(0.4))).toEqual([]);
    expect(kinds(fall(0.7))).toEqual(['fooling']);
    // Both fall: the policy is lost, but fools nobody.
    expect(kinds({ ...fall(0.7), 'nudge/score': ramp(2, 0) })).toEqual([]);
  });

  it('disagreeing: held-out agreement falls beyond chance while the reward rises', () => {
    expect(kinds({}, { fits: [fit(2, 0.85), fit(12, 0.82)] })).toEqual([]);
    expect(kinds({}, { fits: [fit(2, 0.85), fit(12, 0.6)] })).toEqual(['disagreeing']);
    expect(kinds({}, { fits: [fit(2, 0.85, 4), fit(12, 0.6, 4)] })).toEqual([]);
  });

  it('KL: twice of three above its band, or far where nothing holds it', () => {
    const over = [...even(4).slice(0, 18), 7, 7];
    expect(kinds({ 'objective/kl': over })).toEqual(['kl']);
    expect(kinds({ 'objective/kl': [...even(4).slice(0, 19), 7] })).toEqual([]);
    expect(kinds({ 'objective/kl': over }, { klBand: null })).toEqual([]);
    expect(kinds({ 'objective/kl': ramp(0, 40) }, { klBand: null })).toEqual(['kl']);
  });

  it('gradient and ratio: four times the median before, and not small', () => {
    expect(kinds({ 'nudge/grad_norm': [...even(1).slice(1), 5] })).toEqual(['gradient']);
    expect(kinds({ 'nudge/grad_norm': [...even(0.1).slice(1), 1] })).toEqual([]);
    expect(kinds({ 'nudge/ratio_var': [...even(0.1).slice(1), 3] })).toEqual(['ratio']);
    expect(kinds({ 'nudge/ratio_var': [...even(0.01).slice(1), 0.5] })).toEqual([]);
  });

  it('diversity and length: beside what they were at first', () => {
    expect(kinds({ 'nudge/distinct_4': ramp(0.9, 0.3) })).toEqual(['diversity']);
    expect(kinds({ 'nudge/response_length': ramp(20, 40) })).toEqual(['length']);
    expect(kinds({ 'nudge/response_length': ramp(30, 15) })).toEqual(['length']);
    expect(kinds({ 'nudge/response_length': ramp(30, 15) }, { lengthWanted: true })).toEqual([]);
  });

  it('says since when, and from what to what, in spreads of the base model', () => {
    const [trouble] = troublesOf({
      curve: (name) => ({
        x: counting,
        y: name === 'utility/facts' ? [...ramp(0, 1).slice(0, 10), ...even(0).slice(0, 10)] : WELL[name],
      }),
      fits: [],
      yardstick: { metric: 'utility/facts', sd: 0.2 },
      lengthWanted: false,
      klBand: null,
    });
    expect(trouble).toMatchObject({ kind: 'fooling', since: 10, to: 0 });
    expect(trouble.from).toBeCloseTo((6 + 7 + 8 + 9) / 4 / 19 / 0.2);
    expect(trouble.reward!.to).toBeGreaterThan(trouble.reward!.from);
  });
});
