import { describe, expect, it } from 'vitest';
import { PPO_METRICS, ppoLoss, ppoUniforms, type PpoMetric } from '../../../../src/gpu/kernels/ppo/ppo.ts';
import { ppoLossTwin, type PpoTwinInputs } from '../../../../src/gpu/kernels/ppo/ppo.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { padColumns } from '../padding.ts';

const SCALARS = { clip: 0.2, valueClip: 0.2, vfCoef: 0.1 };

async function runPpo(inputs: PpoTwinInputs, scalars: typeof SCALARS & { tokens?: number } = SCALARS) {
  const gpu = await testGpu();
  const rows = inputs.mask.length;
  const step = ppoUniforms(gpu);
  step.set(scalars);
  const outputs = {
    dLogp: gpu.upload('dLogp', new Float32Array(rows).fill(9)),
    dValue: gpu.upload('dValue', new Float32Array(rows).fill(9)),
    metrics: gpu.createTensor('metrics', [PPO_METRICS.length]),
  };
  const [dLogp, dValue, metrics] = await runOnce(
    gpu,
    (rec) =>
      ppoLoss(rec, {
        logp: gpu.upload('logp', inputs.logp),
        oldLogp: gpu.upload('oldLogp', inputs.oldLogp),
        advantages: gpu.upload('advantages', inputs.advantages),
        values: gpu.upload('values', inputs.values),
        oldValues: gpu.upload('oldValues', inputs.oldValues),
        returns: gpu.upload('returns', inputs.returns),
        entropy: gpu.upload('entropy', inputs.entropy),
        mask: gpu.upload('mask', inputs.mask),
        ...outputs,
        rows,
        step,
      }),
    [outputs.dLogp, outputs.dValue, outputs.metrics],
  );
  const named = Object.fromEntries(PPO_METRICS.map((name, i) => [name, metrics[i]])) as Record<
    PpoMetric,
    number
  >;
  return { dLogp, dValue, metrics: named };
}

/** `sequences` of 9 rows, of which the first 9, 8, 7, ... are real; some ratios and values out of range. */
function makeInputs(sequences: number): PpoTwinInputs {
  const rows = sequences * 9;
  const logp = randomArray(rows, 1, 2);
  const values = randomArray(rows, 4);
  return {
    logp,
    oldLogp: randomArray(rows, 2, 0.5).map((value, i) => value + logp[i]),
    advantages: randomArray(rows, 3),
    values,
    oldValues: randomArray(rows, 5, 0.5).map((value, i) => value + values[i]),
    returns: randomArray(rows, 6),
    entropy: randomArray(rows, 7).map((value) => value + 2),
    mask: Float32Array.from({ length: rows }, (_, i) => Number(i % 9 < 9 - (Math.floor(i / 9) % 9))),
  };
}

function padInputs(inputs: PpoTwinInputs, sequences: number, extra: number): PpoTwinInputs {
  const pad = (x: Float32Array) => padColumns(x, sequences, extra);
  return {
    logp: pad(inputs.logp),
    oldLogp: pad(inputs.oldLogp),
    advantages: pad(inputs.advantages),
    values: pad(inputs.values),
    oldValues: pad(inputs.oldValues),
    returns: pad(inputs.returns),
    entropy: pad(inputs.entropy),
    mask: padColumns(inputs.mask, sequences, extra, 0),
  };
}

function expectMetrics(actual: Record<PpoMetric, number>, expected: Record<PpoMetric, number>) {
  for (const name of PPO_METRICS) {
    const error = Math.abs(actual[name] - expected[name]);
    expect(error, `${name}: ${actual[name]}, expected ${expected[name]}`).toBeLessThanOrEqual(
      2e-6 * Math.max(1, Math.abs(expected[name])),
    );
  }
}

describe('ppoLoss', () => {
  it.each([1, 13])('matches the twin on %i sequences', async (sequences) => {
    const inputs = makeInputs(sequences);
    const result = await runPpo(inputs);
    const expected = ppoLossTwin(inputs, SCALARS);
    expectClose(result.dLogp, expected.dLogp, 1e-6);
    expectClose(result.dValue, expected.dValue, 1e-6);
    expectMetrics(result.metrics, expected.metrics);
    expect(result.metrics.clipFraction).toBeGreaterThan(0);
    expect(result.metrics.valueClipFraction).toBeGreaterThan(0);
  });

  it('agrees with finite differences of the loss', async () => {
    const inputs = makeInputs(3);
    const { dLogp, dValue } = await runPpo(inputs);
    // Small, so that no row crosses one of the loss's kinks; the twin's loss is a double.
    const h = 1e-5;
    const differences = (name: 'logp' | 'values') =>
      inputs[name].map((value, i) => {
        const at = (x: number) => {
          const moved = inputs[name].slice();
          moved[i] = x;
          return { x: moved[i], loss: ppoLossTwin({ ...inputs, [name]: moved }, SCALARS).metrics.loss };
        };
        const up = at(value + h);
        const down = at(value - h);
        return (up.loss - down.loss) / (up.x - down.x);
      });
    expectClose(dLogp, differences('logp'), 1e-3);
    expectClose(dValue, differences('values'), 1e-3);
  });

  it('reports exactly no change for an unchanged policy', async () => {
    const inputs = makeInputs(8);
    const { metrics, dLogp } = await runPpo({ ...inputs, oldLogp: inputs.logp });
    expect(metrics.ratioMean).toBe(1);
    expect(metrics.ratioMax).toBe(1);
    expect(metrics.ratioMin).toBe(1);
    expect(metrics.ratioVariance).toBe(0);
    expect(metrics.approxKl).toBe(0);
    expect(metrics.clipFraction).toBe(0);
    expectClose(
      dLogp,
      inputs.advantages.map((a, i) => (inputs.mask[i] ? -a / metrics.tokenCount : 0)),
      1e-6,
    );
  });

  it('computes a part of a larger mean', async () => {
    const inputs = makeInputs(4);
    const whole = await runPpo(inputs);
    const part = await runPpo(inputs, { ...SCALARS, tokens: 4 * whole.metrics.tokenCount });
    expectClose(
      part.dLogp,
      whole.dLogp.map((value) => value / 4),
      1e-6,
    );
    expectClose(
      part.dValue,
      whole.dValue.map((value) => value / 4),
      1e-6,
    );
    expect(part.metrics).toEqual(whole.metrics);
  });

  it.each([0, 1, 9])('does not depend on %i columns of padding', async (extra) => {
    const inputs = makeInputs(7);
    const tight = await runPpo(inputs);
    const padded = await runPpo(padInputs(inputs, 7, extra));
    expect(padded.dLogp).toEqual(padColumns(tight.dLogp, 7, extra, 0));
    expect(padded.dValue).toEqual(padColumns(tight.dValue, 7, extra, 0));
    expectMetrics(padded.metrics, tight.metrics);
    expect(padded.metrics.tokenCount).toBe(tight.metrics.tokenCount);
  });

  it('stays finite for a runaway ratio and for a minibatch without a real token', async () => {
    const inputs = makeInputs(1);
    const runaway = await runPpo({ ...inputs, oldLogp: inputs.logp.map((value) => value - 500) });
    expect([...runaway.dLogp, ...Object.values(runaway.metrics)].every(Number.isFinite)).toBe(true);
    const empty = await runPpo({ ...inputs, mask: new Float32Array(9) });
    expect(Object.values(empty.metrics).every((value) => value === 0)).toBe(true);
    expect([empty.dLogp, empty.dValue]).toEqual([new Float32Array(9), new Float32Array(9)]);
  });
});
