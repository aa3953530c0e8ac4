/** Experience against a plain computation from the log-probabilities read back, on responses of unequal length. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import { gaeTwin } from '../../../../src/gpu/kernels/ppo/gae.twin.ts';
import { rewardsPerTokenTwin } from '../../../../src/gpu/kernels/ppo/rewards.twin.ts';
import { whitenTwin } from '../../../../src/gpu/kernels/ppo/whiten.twin.ts';
import { readF32 } from '../../../../src/gpu/queue.ts';
import { shapeFor, type Sequence } from '../../../../src/model/sequences.ts';
import { ExperienceRecorder } from '../../ppoParts.ts';
import type { Settings } from '../../../../src/rl/algorithms/settings.ts';
import { expectClose, randomArray, testGpu } from '../../../gpu/harness.ts';
import { idOf, tinyModels } from '../../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../../tinyRun.ts';

const R = 9;
const BETA = 0.3;
const SCORES = [1.5, -0.7, 0.2, 3];

const ids = (text: string) => Array.from(text, idOf);

/** A full-length response, short ones, and one of a single token. */
const SEQUENCES: Sequence[] = [
  { prompt: ids('ab'), response: ids('cdefghijk') },
  { prompt: ids('hello'), response: [...ids('xy'), 0] },
  { prompt: ids('q'), response: [0] },
  { prompt: ids('zebra'), response: ids('mnopq') },
];

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** A policy that differs from its reference and whose values are not all zero. */
function prepare() {
  const models = tinyModels(gpu);
  const weight = models.policy.view('h.0.mlp.c_fc.weight');
  gpu.write(weight, randomArray(16 * 64, 5, 0.4));
  gpu.write(models.policy.view('value.weight'), randomArray(16, 6));
  gpu.write(models.policy.view('value.bias'), Float32Array.of(0.25));
  return models;
}

async function compare(changes: Partial<Settings>) {
  const settings = { ...TINY_SETTINGS, gamma: 0.95, lambda: 0.9, ...changes };
  const models = prepare();
  const recorder = new ExperienceRecorder(models.policy, models.reference);
  const { experience, stats } = await recorder.compute(
    SEQUENCES,
    shapeFor(SEQUENCES, R),
    SCORES,
    settings,
    BETA,
  );
  const read = (name: 'logp' | 'logpRef' | 'values' | 'advantages' | 'returns') =>
    readF32(gpu, experience[name]);
  const [logp, logpRef, values] = [await read('logp'), await read('logpRef'), await read('values')];

  const batch = SEQUENCES.length;
  const lengths = Uint32Array.from(SEQUENCES, ({ response }) => response.length);
  const plain = rewardsPerTokenTwin(logp, logpRef, Float32Array.from(SCORES), lengths, {
    batch,
    R,
    beta: BETA,
  });
  const whitening = { batch, R, unbiased: true };
  const rewards = settings.whitenRewards
    ? whitenTwin(plain.rewards, lengths, { ...whitening, shiftMean: true })
    : plain.rewards;
  const expected = gaeTwin(rewards, values, lengths, { batch, R, gamma: 0.95, lambda: 0.9 });
  const advantages = settings.whitenAdvantages
    ? whitenTwin(expected.advantages, lengths, { ...whitening, shiftMean: false })
    : expected.advantages;

  expectClose(await read('advantages'), advantages, 1e-4);
  expectClose(await read('returns'), expected.returns, 1e-4);
  stats.forEach(({ kl, klK3, entropy, nonScoreReward }, row) => {
    const theirs = plain.sequenceStats.subarray(row * 4, row * 4 + 4);
    expectClose([kl, klK3, entropy, nonScoreReward], theirs, 1e-5);
  });
  return { logp, logpRef, values, lengths };
}

describe('experience', () => {
  it('computes rewards, advantages and returns as written down plainly', async () => {
    const { logp, logpRef, values, lengths } = await compare({ whitenAdvantages: false });
    // Real tokens have log-probabilities and values, places without a token have neither.
    for (let row = 0; row < SEQUENCES.length; row++) {
      for (let t = 0; t < R; t++) {
        const i = row * R + t;
        const isReal = t < lengths[row];
        expect(logp[i] < 0).toBe(isReal);
        expect(logpRef[i] < 0).toBe(isReal);
        expect(values[i] !== 0).toBe(isReal);
      }
    }
    expect(logp).not.toEqual(logpRef);
  });

  it('whitens advantages and rewards when told to', async () => {
    await compare({ whitenAdvantages: true, whitenRewards: true });
    await compare({ whitenAdvantages: true });
  });

  it('divides the logits by the temperature', async () => {
    const cold = await compare({ temperature: 0.5 });
    const hot = await compare({ temperature: 100 });
    // At a high temperature all 28 characters and the end token are equally likely.
    const first = hot.logp.subarray(0, R);
    expectClose(first, new Float32Array(R).fill(-Math.log(29)), 0.05);
    expect(cold.logp).not.toEqual(hot.logp);
  });

  it('gives the same numbers for a response alone and among others', async () => {
    const models = prepare();
    const recorder = new ExperienceRecorder(models.policy, models.reference);
    const settings = { ...TINY_SETTINGS, whitenAdvantages: false };
    const logps: number[][] = [];
    for (const [sequences, row] of [
      [SEQUENCES, 3],
      [[SEQUENCES[3]], 0],
    ] as const) {
      const scores = sequences.map(() => 1);
      const { experience } = await recorder.compute(
        sequences,
        shapeFor(sequences, R),
        scores,
        settings,
        BETA,
      );
      const logp = await readF32(gpu, experience.logp);
      logps.push([...logp.subarray(row * R, row * R + R)]);
    }
    expect(logps[1]).toEqual(logps[0]);
  });

  it('refuses a response longer than the grid', async () => {
    const models = prepare();
    const recorder = new ExperienceRecorder(models.policy, models.reference);
    const shape = shapeFor(SEQUENCES, R - 1);
    await expect(recorder.compute(SEQUENCES, shape, SCORES, TINY_SETTINGS, 0)).rejects.toThrow(RangeError);
  });
});
