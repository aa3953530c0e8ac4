import { describe, expect, it } from 'vitest';
import { gae, gaeUniforms } from '../../../../src/gpu/kernels/ppo/gae.ts';
import { gaeTwin } from '../../../../src/gpu/kernels/ppo/gae.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { padColumns } from '../padding.ts';

async function runGae(
  rewards: Float32Array,
  values: Float32Array,
  lengths: Uint32Array,
  scalars: { gamma: number; lambda: number },
) {
  const gpu = await testGpu();
  const batch = lengths.length;
  const R = rewards.length / batch;
  const step = gaeUniforms(gpu);
  step.set(scalars);
  const advantages = gpu.upload('advantages', new Float32Array(batch * R).fill(9));
  const returns = gpu.upload('returns', new Float32Array(batch * R).fill(9));
  const results = await runOnce(
    gpu,
    (rec) =>
      gae(rec, {
        rewards: gpu.upload('rewards', rewards),
        values: gpu.upload('values', values),
        lengths: gpu.upload('lengths', lengths),
        advantages,
        returns,
        batch,
        R,
        step,
      }),
    [advantages, returns],
  );
  return { advantages: results[0], returns: results[1] };
}

describe('gae', () => {
  it('matches a hand-computed example', async () => {
    // gamma 0.5, lambda 0.5: deltas are 1 + 0.5*4 - 2 = 1, 2 + 0.5*6 - 4 = 1, 4 - 6 = -2;
    // advantages from the end: -2, 1 - 0.25*2 = 0.5, 1 + 0.25*0.5 = 1.125.
    const { advantages, returns } = await runGae(
      Float32Array.of(1, 2, 4),
      Float32Array.of(2, 4, 6),
      Uint32Array.of(3),
      { gamma: 0.5, lambda: 0.5 },
    );
    expect([...advantages]).toEqual([1.125, 0.5, -2]);
    expect([...returns]).toEqual([3.125, 4.5, 4]);
  });

  it('with gamma and lambda of 1 returns the sum of the rewards to come', async () => {
    const { returns } = await runGae(
      Float32Array.of(1, 2, 3, 9),
      Float32Array.of(0.5, -1, 4, 9),
      Uint32Array.of(3),
      { gamma: 1, lambda: 1 },
    );
    expect([...returns]).toEqual([6, 5, 3, 0]);
  });

  it.each([0, 1, 9])('matches the twin with %i more columns of padding', async (extra) => {
    const lengths = Uint32Array.of(9, 1, 0, 5, 8, 9);
    const rewards = randomArray(54, 1);
    const values = randomArray(54, 2);
    const scalars = { gamma: 0.97, lambda: 0.9 };
    const result = await runGae(
      padColumns(rewards, 6, extra),
      padColumns(values, 6, extra),
      lengths,
      scalars,
    );
    const expected = gaeTwin(rewards, values, lengths, { batch: 6, R: 9, ...scalars });
    expectClose(result.advantages, padColumns(expected.advantages, 6, extra, 0), 1e-6);
    expectClose(result.returns, padColumns(expected.returns, 6, extra, 0), 1e-6);
    const tight = await runGae(rewards, values, lengths, scalars);
    expect(result.advantages).toEqual(padColumns(tight.advantages, 6, extra, 0));
  });
});
