/** Each number named as TRL's against TRL's own arithmetic, written out on padded grids. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ppoLossTwin } from '../../../../src/gpu/kernels/ppo/ppo.twin.ts';
import { ppoMetrics, type IterationFacts } from '../../../../src/rl/algorithms/ppo/ppo.ts';
import { finiteValues } from '../../../../src/rl/runs/iterations.ts';
import { METRIC_NAMES } from '../../../../src/rl/algorithms/metricNames.ts';

const SETTINGS = { clip: 0.2, valueClip: 0.2, vfCoef: 0.1 };
const LENGTHS = [3, 7, 1, 5, 2, 7];
const WIDTH = 7;

let state = 0.37;
const draw = () => (state = 3.99 * state * (1 - state)) - 0.5;

/** One number a token: [row][place]. */
const perToken = (scale: number) => LENGTHS.map((length) => Array.from({ length }, () => scale * draw()));
const old = perToken(1);
const advantages = perToken(2);
const oldValues = perToken(1);
const returns = perToken(2);
const entropy = perToken(1);
/** Four updates: two epochs of two minibatches, the second smaller. */
const MINIBATCHES = [
  [5, 0, 2, 3],
  [1, 4],
  [0, 1, 2, 4],
  [3, 5],
].map((rows) => ({ rows, now: perToken(1), values: perToken(1) }));

function flat(grid: readonly (readonly number[])[], rows: readonly number[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => grid[row]));
}

function facts(): IterationFacts {
  const minibatches = MINIBATCHES.map(({ rows, now, values }) => {
    const logp = flat(old, rows).map((value, i) => value + 0.3 * flat(now, rows)[i]);
    const { metrics } = ppoLossTwin(
      {
        logp,
        oldLogp: flat(old, rows),
        advantages: flat(advantages, rows),
        values: flat(values, rows),
        oldValues: flat(oldValues, rows),
        returns: flat(returns, rows),
        entropy: flat(entropy, rows),
        mask: new Float32Array(logp.length).fill(1),
      },
      SETTINGS,
    );
    return { loss: metrics, gradNorm: 0.5, skipped: false };
  });
  return {
    rollout: {
      prompts: LENGTHS.map(() => 'p'),
      group: 1,
      texts: LENGTHS.map(() => 'one two'),
      sequences: LENGTHS.map((length) => ({ prompt: [1, 2], response: Array.from({ length }, () => 4) })),
      finished: LENGTHS.map((length) => length < WIDTH),
    },
    stats: LENGTHS.map((length, row) => ({
      kl: row,
      klK3: 0,
      entropy: length,
      nonScoreReward: -row / 4,
    })),
    scores: [3, -3, 1, 0, -1, 2],
    rewards: [2, -3, 1, 0, -1, 1],
    klCoefficient: 0.25,
    nextKlCoefficient: 0.26,
    minibatches,
    rows: MINIBATCHES.map(({ rows }) => rows.length),
    settings: { learningRate: 1e-4, dualClip: 0, klIn: 'reward' },
    mismatch: null,
    episodes: 40,
    labelers: [{ id: 'shorter', utility: (_prompt, text) => -text.length }],
  };
}

/** As a run keeps them. */
const rowOf = (of: IterationFacts) => finiteValues(ppoMetrics(of));

/** `ratio` and `logprobs_diff` of a minibatch as TRL has them: [rows, WIDTH], INVALID_LOGPROB on both sides of padding. */
function paddedDifferences({ rows, now }: (typeof MINIBATCHES)[number]): number[] {
  return rows.flatMap((row) =>
    Array.from({ length: WIDTH }, (_, t) => (t < LENGTHS[row] ? Math.fround(0.3 * now[row][t]) : 0)),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("numbers under TRL's names", () => {
  const values = rowOf(facts());
  const ratios = MINIBATCHES.map((minibatch) => mean(paddedDifferences(minibatch).map(Math.exp)));

  it('have scores and reward after clip and penalty', () => {
    expect(values['objective/scores']).toBeCloseTo(0, 12);
    expect(values['nudge/score']).toBeCloseTo(2 / 6, 12);
    expect(values['objective/non_score_reward']).toBeCloseTo(-2.5 / 4, 12);
    expect(values['objective/rlhf_reward']).toBeCloseTo(-2.5 / 4, 12);
    expect(values['objective/kl']! * -values['objective/kl_coef']!).toBeCloseTo(
      values['objective/non_score_reward']!,
      12,
    );
  });

  it('have ratio and approxkl over every place, padding too', () => {
    expect(values['val/ratio']).toBeCloseTo(mean(ratios), 6);
    const approxKl = MINIBATCHES.map(
      (minibatch) => 0.5 * mean(paddedDifferences(minibatch).map((x) => x ** 2)),
    );
    expect(values['policy/approxkl_avg']).toBeCloseTo(mean(approxKl), 6);
    expect(values['nudge/approxkl']!).toBeGreaterThan(1.2 * values['policy/approxkl_avg']!);
  });

  it('have the variance of the minibatches, and none of a single one', () => {
    const middle = mean(ratios);
    const variance = ratios.reduce((sum, ratio) => sum + (ratio - middle) ** 2, 0) / (ratios.length - 1);
    expect(values['val/ratio_var']).toBeCloseTo(variance, 8);
    expect(values['nudge/ratio_var']!).toBeGreaterThan(3 * variance);
    const single = facts();
    const alone = rowOf({ ...single, minibatches: single.minibatches.slice(0, 1) });
    expect('val/ratio_var' in alone).toBe(false);
  });

  it('count episodes, ends and the learning rate', () => {
    expect(values.episode).toBe(46);
    expect(values['val/num_eos_tokens']).toBe(4);
    expect(values.lr).toBe(1e-4);
  });
});

describe('numbers of our own', () => {
  it('have the response length in tokens', () => {
    expect(rowOf(facts())['nudge/response_length']).toBeCloseTo(25 / 6, 12);
  });

  it('leave out what is no number', () => {
    const values = rowOf(facts());
    expect('nudge/distinct_4' in values).toBe(false);
    expect(Object.values(values).every(Number.isFinite)).toBe(true);
    expect(values['utility/shorter']).toBe(-7);
  });
});

it('every name is defined in docs/metrics.md', () => {
  const text = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
  expect(METRIC_NAMES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
