/** What PPO's loss may have beside its usual terms: dual clip, KL in the loss, entropy, weights of tokens. */
import { describe, expect, it } from 'vitest';
import { KL_ESTIMATORS, klEstimatorIndex } from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import { penalisedLoss, weighed } from '../../../../src/gpu/kernels/ppo/penalties.ts';
import { PPO_METRICS, ppoLoss, ppoUniforms } from '../../../../src/gpu/kernels/ppo/ppo.ts';
import {
  ppoLossTwin,
  type PpoTwinInputs,
  type PpoTwinOptions,
} from '../../../../src/gpu/kernels/ppo/ppo.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

const PLAIN = { clip: 0.2, valueClip: 0.2, vfCoef: 0.1 };
/** All of it at once. */
const ALL = { ...PLAIN, dualClip: 1.5, klCoef: 0.3, entropyCoef: 0.05 } as const;
const ROWS = 43;

type Inputs = Required<PpoTwinInputs>;

/** Ratios from e^−2 to e^2; every eleventh row is filler. */
function inputs(): Inputs {
  const logp = randomArray(ROWS, 1, 2);
  const values = randomArray(ROWS, 4);
  return {
    logp,
    oldLogp: randomArray(ROWS, 2, 2).map((value, i) => value + logp[i]),
    logpRef: randomArray(ROWS, 8, 1).map((value, i) => value + logp[i]),
    advantages: randomArray(ROWS, 3),
    values,
    oldValues: randomArray(ROWS, 5, 0.5).map((value, i) => value + values[i]),
    returns: randomArray(ROWS, 6),
    entropy: randomArray(ROWS, 7).map((value) => value + 2),
    importance: randomArray(ROWS, 9).map((value) => value + 1),
    mask: Float32Array.from({ length: ROWS }, (_, i) => Number(i % 11 !== 10)),
  };
}

async function runAll(of: Inputs, { klEstimator = 'k1', ...options }: PpoTwinOptions, tokens = 0) {
  const gpu = await testGpu();
  const step = ppoUniforms(gpu);
  step.set({ ...options, klEstimator: klEstimatorIndex(klEstimator), tokens });
  const out = () => gpu.upload('out', new Float32Array(ROWS).fill(9));
  const [dLogp, dValue, dEntropy] = [out(), out(), out()];
  const metrics = gpu.createTensor('metrics', [PPO_METRICS.length]);
  const up = (name: keyof Inputs) => gpu.upload(name, of[name]);
  const results = await runOnce(
    gpu,
    (rec) => {
      const advantages = weighed(rec, up('advantages'), up('importance'), ROWS);
      const { logp, oldLogp, values, oldValues, returns, entropy, mask } = Object.fromEntries(
        Object.keys(of).map((name) => [name, up(name as keyof Inputs)]),
      );
      const columns = { logp, oldLogp, advantages, values, oldValues, returns, entropy, mask };
      const options = { ...columns, dLogp, dValue, metrics, rows: ROWS, step };
      penalisedLoss(rec, options, { logpRef: up('logpRef'), dEntropy });
    },
    [dLogp, dValue, dEntropy, metrics],
  );
  return { dLogp: results[0], dValue: results[1], dEntropy: results[2], metrics: [...results[3]] };
}

const told = (metrics: ReturnType<typeof ppoLossTwin>['metrics']) => PPO_METRICS.map((name) => metrics[name]);

describe('penalties', () => {
  it.each(KL_ESTIMATORS)('match the twin, KL in the loss by %s', async (klEstimator) => {
    const found = await runAll(inputs(), { ...ALL, klEstimator });
    const expected = ppoLossTwin(inputs(), { ...ALL, klEstimator });
    expectClose(found.dLogp, expected.dLogp, 1e-6);
    expectClose(found.dValue, expected.dValue, 1e-6);
    expectClose(found.dEntropy, expected.dEntropy, 1e-6);
    expectClose(found.metrics, told(expected.metrics), 2e-6);
    expect(expected.metrics.dualClipFraction).toBeGreaterThan(0);
  });

  it.each(KL_ESTIMATORS)('agree with finite differences of the loss, by %s', async (klEstimator) => {
    const options = { ...ALL, klEstimator };
    const { dLogp, dEntropy } = await runAll(inputs(), options);
    const h = 1e-5;
    const differences = (name: 'logp' | 'entropy') =>
      inputs()[name].map((value, i) => {
        const at = (x: number) => {
          const moved = inputs();
          moved[name][i] = x;
          return { x: moved[name][i], loss: ppoLossTwin(moved, options).metrics.loss };
        };
        const [up, down] = [at(value + h), at(value - h)];
        return (up.loss - down.loss) / (up.x - down.x);
      });
    expectClose(dLogp, differences('logp'), 1e-3);
    expectClose(dEntropy, differences('entropy'), 1e-3);
  });

  it('add up from parts, each with the tokens of the whole', async () => {
    const whole = inputs();
    const keep = (first: boolean) => ({
      ...whole,
      mask: whole.mask.map((of, i) => (i < 20 === first ? of : 0)),
    });
    const tokens = whole.mask.reduce((sum, of) => sum + of, 0);
    const options = { ...ALL, klEstimator: 'k3' } as const;
    const one = await runAll(keep(true), options, tokens);
    const other = await runAll(keep(false), options, tokens);
    const all = await runAll(whole, options);
    for (const name of ['dLogp', 'dValue', 'dEntropy'] as const)
      expectClose(
        one[name].map((of, i) => of + other[name][i]),
        all[name],
        1e-6,
      );
  });

  it('that are off change no bit of loss and gradients, nor do weights of 1', async () => {
    const ones = { ...inputs(), importance: new Float32Array(ROWS).fill(1) };
    const off = await runAll(ones, { ...PLAIN, dualClip: 0, klCoef: 0, entropyCoef: 0 });
    const gpu = await testGpu();
    const step = ppoUniforms(gpu);
    step.set(PLAIN);
    const [dLogp, dValue] = [gpu.createTensor('dLogp', [ROWS]), gpu.createTensor('dValue', [ROWS])];
    const metrics = gpu.createTensor('metrics', [PPO_METRICS.length]);
    const up = Object.fromEntries(
      Object.entries(ones).map(([name, of]) => [name, gpu.upload(name, of)]),
    ) as Record<keyof Inputs, ReturnType<typeof gpu.upload>>;
    const plain = await runOnce(
      gpu,
      (rec) => ppoLoss(rec, { ...up, dLogp, dValue, metrics, rows: ROWS, step }),
      [dLogp, dValue, metrics],
    );
    expect([off.dLogp, off.dValue]).toEqual(plain.slice(0, 2));
    expect(off.metrics.slice(0, -1)).toEqual([...plain[2]].slice(0, -1));
    expect(off.dEntropy.every((of) => of === 0)).toBe(true);
  });
});
