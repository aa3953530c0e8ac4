import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import { combineGrpo, GRPO_METRICS, type GrpoMetric } from '../../../../src/gpu/kernels/grpo/grpo.ts';
import { NORMALISERS, POLICY_TERMS, type GrpoChoices } from '../../../../src/gpu/kernels/grpo/grpoChoices.ts';
import { grpoTwin, type TwinResponse } from '../../../../src/gpu/kernels/grpo/grpo.twin.ts';
import { KL_ESTIMATORS } from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import { expectClose, randomArray, testGpu } from '../../harness.ts';
import { CHOICES, lossOf } from './responses.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** Some ratios are out of their range on either side, some responses longer than a block, advantages of both signs and 0. */
function made(lengths: readonly number[], seed = 1, weighted = false): TwinResponse[] {
  return lengths.map((length, row) => {
    const numbers = (place: number, scale: number) => [
      ...randomArray(length, 16 * (seed + row) + place, scale),
    ];
    const logp = numbers(1, 1).map((x) => Math.fround(x - 1.5));
    const near = (place: number, scale: number) =>
      numbers(place, scale).map((x, t) => Math.fround(logp[t] + x));
    return {
      logp,
      oldLogp: near(2, 0.6),
      logpRef: near(3, 0.8),
      entropy: numbers(4, 1).map((x) => x + 1),
      ...(weighted && { importance: numbers(5, 0.5).map((x) => Math.fround(1 + x)) }),
      advantage: [1.25, -0.75, 0, -1.5, 0.5][row % 5],
    };
  });
}

const LENGTHS = [5, 1, 67, 33, 2, 40, 32];
const RESPONSES = made(LENGTHS);

/** Every term with every normaliser, each estimator and a cap in between. */
const EVERY: GrpoChoices[] = POLICY_TERMS.flatMap((term, i) =>
  NORMALISERS.map((normaliser, j): GrpoChoices => {
    const estimator = KL_ESTIMATORS[(i + j) % 3];
    // What moves log π alone where π_old moves along has no slope by a ratio.
    const corrected = j < 2 && term !== 'stopped';
    const cap = j === 1 ? 1.5 : 0;
    return {
      ...CHOICES,
      term,
      normaliser,
      estimator,
      corrected,
      cap,
      high: 0.28,
      positive: 2,
      most: 9,
      beta: 0.3,
    };
  }),
);
const named = EVERY.map(
  (choices) => [`${choices.term}, ${choices.normaliser}, ${choices.estimator}`, choices] as const,
);

const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;

function expectMetrics(actual: Record<GrpoMetric, number>, expected: Record<GrpoMetric, number>) {
  for (const name of GRPO_METRICS) {
    const most = 3e-6 * Math.max(1, Math.abs(expected[name]));
    expect(
      Math.abs(actual[name] - expected[name]),
      `${name}: ${actual[name]}, ${expected[name]}`,
    ).toBeLessThan(most);
  }
}

describe('grpoLoss', () => {
  it.each(named)('matches the twin: %s', async (_, choices) => {
    for (const weighted of [false, true]) {
      const responses = made(LENGTHS, 3, weighted);
      const { dLogp, metrics } = await lossOf(gpu, responses, choices);
      const expected = grpoTwin(responses, choices);
      expectMetrics(metrics, expected.metrics);
      expectClose(dLogp, expected.dLogp.flat(), 3e-6);
    }
  });

  it.each(named)('has the slope of its loss: %s', async (_, choices) => {
    const responses = made([4, 1, 35, 3, 2], 5, true);
    const { dLogp } = await lossOf(gpu, responses, choices);
    // A weight of log π that stands still, as the stopped ratio does, stands still where π_old moves along.
    const along = choices.term === 'stopped';
    const h = 1e-6;
    const slopes = responses.flatMap((response, row) =>
      response.logp.map((__, t) => {
        const at = (by: number) => {
          const moved = (of: readonly number[]) => of.map((x, i) => (i === t ? x + by : x));
          const oldLogp = along ? moved(response.oldLogp) : response.oldLogp;
          const other = { ...response, logp: moved(response.logp), oldLogp };
          if (choices.term !== 'sequenceToken')
            return grpoTwin(responses.with(row, other), choices).metrics.loss;
          // The ratio of the answer stands still by its value; each token's own moves from there.
          const stopped = responses.map((of) => {
            const drift = mean(of.logp.map((x, i) => x - of.oldLogp[i]));
            return { ...of, oldLogp: of.logp.map((x) => x - drift) };
          });
          const own = { ...stopped[row], logp: moved(response.logp) };
          return grpoTwin(stopped.with(row, own), { ...choices, term: 'token' }).metrics.loss;
        };
        return (at(h) - at(-h)) / (2 * h);
      }),
    );
    expect(slopes.some((slope) => slope !== 0)).toBe(true);
    expectClose(dLogp, slopes, 1e-5);
  });

  it('of a corrected KL has the slope of its loss also where the ratio is held', async () => {
    for (const term of ['token', 'sequence', 'response'] as const)
      for (const by of [25, -25]) {
        const choices = { ...CHOICES, term, beta: 0.3, corrected: true };
        // No advantage: the KL alone pulls.
        const held = made([3, 2], 7).map((response) => ({
          ...response,
          oldLogp: response.logp.map((x) => x - by),
          advantage: 0,
        }));
        const { dLogp } = await lossOf(gpu, held, choices);
        const h = 1e-6;
        const slopes = held.flatMap((response, row) =>
          response.logp.map((_, t) => {
            const at = (step: number) => {
              const logp = response.logp.map((x, i) => (i === t ? x + step : x));
              return grpoTwin(held.with(row, { ...response, logp }), choices).metrics.loss;
            };
            return (at(h) - at(-h)) / (2 * h);
          }),
        );
        const scale = Math.max(...slopes.map(Math.abs));
        expect(scale).toBeGreaterThan(by > 0 ? 1e6 : 1e-12);
        expectClose(
          [...dLogp].map((x) => x / scale),
          slopes.map((x) => x / scale),
          1e-4,
        );
      }
  });

  it('says exactly that nothing changed, and bounds nothing, where the policy is what it was', async () => {
    const same = RESPONSES.map((response) => ({ ...response, oldLogp: response.logp }));
    for (const term of POLICY_TERMS) {
      const { metrics } = await lossOf(gpu, same, { ...CHOICES, term });
      expect(metrics).toMatchObject({ ratioMean: 1, approxKl: 0, clipLow: 0, clipHigh: 0 });
    }
  });

  it('of any two parts adds up to the whole, by every normaliser', async () => {
    for (const choices of EVERY) {
      const whole = await lossOf(gpu, RESPONSES, choices);
      const tokens = LENGTHS.reduce((sum, length) => sum + length, 0);
      const options = { whole: { tokens, responses: LENGTHS.length }, filler: { slots: 5, responses: 2 } };
      const parts = [RESPONSES.slice(0, 3), RESPONSES.slice(3)];
      const told = [
        await lossOf(gpu, parts[0], choices, options),
        await lossOf(gpu, parts[1], choices, options),
      ];
      expectMetrics(combineGrpo(told.map(({ metrics }) => metrics)), whole.metrics);
      const gradients = told.flatMap(({ dLogp }) => [...dLogp.subarray(0, -5)]);
      expectClose(gradients, whole.dLogp, 1e-6);
      // Filler is not read, and has no gradient.
      for (const { dLogp } of told) expect([...dLogp.subarray(-5)]).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it('of GSPO-token is GSPO’s gradient for one advantage an answer, and each token’s own for one a token', async () => {
    const choices = { ...CHOICES, low: 0.03, high: 0.04, beta: 0.2 };
    const [answers, tokens] = [
      await lossOf(gpu, RESPONSES, { ...choices, term: 'sequence' }),
      await lossOf(gpu, RESPONSES, { ...choices, term: 'sequenceToken' }),
    ];
    expectClose(tokens.dLogp, answers.dLogp, 1e-6);
    expect(tokens.metrics.loss).toBeCloseTo(answers.metrics.loss, 6);
    const varied = RESPONSES.map((response) => ({
      ...response,
      advantage: response.logp.map((_, t) => (t % 2 ? -0.5 : 1) * (1 + t / 64)),
    }));
    const { dLogp, metrics } = await lossOf(gpu, varied, { ...choices, term: 'sequenceToken' });
    const expected = grpoTwin(varied, { ...choices, term: 'sequenceToken' });
    expectClose(dLogp, expected.dLogp.flat(), 3e-6);
    expectMetrics(metrics, expected.metrics);
  });

  it('of a steep soft gate stays finite where a token has become very unlikely', async () => {
    const far = RESPONSES.map((response) => ({ ...response, oldLogp: response.logp.map((x) => x + 6) }));
    const { dLogp, metrics } = await lossOf(gpu, far, {
      ...CHOICES,
      term: 'soft',
      positive: 200,
      negative: 200,
    });
    expect([...dLogp, ...Object.values(metrics)].every(Number.isFinite)).toBe(true);
  });

  it('stays finite for runaway ratios, and without a token', async () => {
    for (const term of POLICY_TERMS) {
      const choices = { ...CHOICES, term, beta: 0.1 };
      for (const by of [-500, 500]) {
        const far = RESPONSES.map((response) => ({ ...response, oldLogp: response.logp.map((x) => x + by) }));
        const { dLogp, metrics } = await lossOf(gpu, far, choices);
        expect([...dLogp, ...Object.values(metrics)].every(Number.isFinite), term).toBe(true);
      }
      const filler = { slots: 16, responses: 2 };
      const empty = await lossOf(gpu, [], choices, { whole: { tokens: 9, responses: 2 }, filler });
      expect([...empty.dLogp, ...Object.values(empty.metrics)]).toEqual(
        Array(16 + GRPO_METRICS.length).fill(0),
      );
    }
  });
});
