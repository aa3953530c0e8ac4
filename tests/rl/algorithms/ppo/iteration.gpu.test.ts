/**
 * What must hold in every PPO iteration, whatever was sampled: rollout and update agree to the bit, the first
 * iteration is at the reference, filler changes no number.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import { readF32 } from '../../../../src/gpu/queue.ts';
import { NonFiniteLogitsError } from '../../../../src/model/generator.ts';
import { shapeFor, type BatchShape } from '../../../../src/model/sequences.ts';
import { ExperienceRecorder } from '../../ppoParts.ts';
import { NonFiniteError } from '../../../../src/rl/training/nonFinite.ts';
import { PpoIteration, type ScoredRollout } from '../../ppoParts.ts';
import { adaptKlCoefficient } from '../../../../src/rl/algorithms/ppo/klController.ts';
import type { MetricName, MetricsRow } from '../../../../src/rl/algorithms/metrics.ts';
import { Ppo } from '../../ppoParts.ts';
import type { Settings } from '../../../../src/rl/algorithms/settings.ts';
import { Turns } from '../../../../src/rl/training/turns.ts';
import { expectClose, testGpu } from '../../../gpu/harness.ts';
import { TINY_PROMPTS, tinyModels } from '../../../model/tinyModel.ts';
import { rewardsOf, TINY_SETTINGS, weightsOf } from '../../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** The tiny model with a reward model that has opinions, though nobody's. */
async function prepare(settings: Settings = TINY_SETTINGS) {
  const models = tinyModels(gpu);
  let state = 0.3;
  await rewardsOf(models).first.reset(() => (state = 3.9 * state * (1 - state)) - 0.5);
  rewardsOf(models).first.std = 0.1;
  return { models, iteration: new PpoIteration(models, new Turns(), settings) };
}

async function iterate(ppo: PpoIteration, number: number, settings = TINY_SETTINGS) {
  const rollout = await ppo.sample(TINY_PROMPTS, number, settings);
  const scored = await ppo.score(rollout, settings);
  return { scored, row: await ppo.update(scored, number, settings) };
}

function value({ values }: MetricsRow, name: MetricName): number {
  return values[name] ?? Number.NaN;
}

/** Real entries of a grid [batch, responseLength]. */
async function real({ experience, sequences }: ScoredRollout, name: 'advantages' | 'logp' | 'returns') {
  const grid = await readF32(gpu, experience[name]);
  return sequences.flatMap(({ response }, row) => [
    ...grid.subarray(row * experience.responseLength, row * experience.responseLength + response.length),
  ]);
}

describe('the first minibatch', () => {
  it('has a ratio of exactly 1 and a KL of exactly 0, in every iteration', async () => {
    const { iteration } = await prepare();
    for (let number = 1; number <= 4; number++) {
      const { row } = await iterate(iteration, number);
      expect(value(row, 'nudge/first_ratio')).toBe(1);
      expect(value(row, 'nudge/first_approxkl')).toBe(0);
      // Later minibatches of the same rollout have moved: the two above do not hold by accident.
      expect(value(row, 'policy/approxkl_avg')).toBeGreaterThan(0);
    }
  });

  it('clips nothing, whatever rows it has', async () => {
    const { models, iteration } = await prepare();
    const { scored } = await iterate(iteration, 1);
    const again = await iteration.score(scored, TINY_SETTINGS);
    const ppo = new Ppo(models.policy, models.optimizer);
    const frozen = { ...TINY_SETTINGS, learningRate: 0 };
    for (const rows of [[0, 1, 2, 3, 4, 5, 6, 7], [7], [5, 2], [3, 1, 6]]) {
      const { loss } = await ppo.minibatch(again.sequences, again.experience, rows, frozen);
      expect(loss).toMatchObject({ ratioMean: 1, ratioVariance: 0, ratioMin: 1, ratioMax: 1 });
      expect(loss).toMatchObject({ approxKl: 0, clipFraction: 0, valueClipFraction: 0 });
    }
  });

  it('reads the rollout at hand, not an earlier one of the same size', async () => {
    const { models, iteration } = await prepare();
    const ppo = new Ppo(models.policy, models.optimizer);
    const frozen = { ...TINY_SETTINGS, learningRate: 0 };
    const first = await iteration.score(await iteration.sample(TINY_PROMPTS, 1, frozen), frozen);
    await ppo.minibatch(first.sequences, first.experience, [0, 1], frozen);
    const returns = await real(first, 'returns');
    // The same responses with whitened rewards: another recorded step with equal labels and shapes.
    const whitened = { ...frozen, whitenRewards: true };
    const second = await iteration.score(first, whitened);
    const { loss } = await ppo.minibatch(second.sequences, second.experience, [0, 1], whitened);
    const after = await real(second, 'returns');
    expect(after).not.toEqual(returns);
    const count = first.sequences[0].response.length + first.sequences[1].response.length;
    const mean = after.slice(0, count).reduce((sum, x) => sum + x, 0) / count;
    expectClose([loss.returnMean], [mean], 1e-4);
  });

  it('reads the rollout at hand also when rollouts of another size were before', async () => {
    const { models, iteration } = await prepare();
    const ppo = new Ppo(models.policy, models.optimizer);
    const frozen = { ...TINY_SETTINGS, learningRate: 0 };
    for (const rolloutBatch of [8, 4, 8]) {
      const settings = { ...frozen, rolloutBatch };
      const scored = await iteration.score(await iteration.sample(TINY_PROMPTS, 1, settings), settings);
      const { loss } = await ppo.minibatch(scored.sequences, scored.experience, [2, 3], settings);
      expect(loss.ratioMin).toBe(1);
      expect(loss.ratioMax).toBe(1);
      const [first, second] = scored.sequences.slice(0, 2).map(({ response }) => response.length);
      const counts = scored.sequences.slice(2, 4).map(({ response }) => response.length);
      const all = await real(scored, 'advantages');
      const used = all.slice(first + second, first + second + counts[0] + counts[1]);
      expectClose([loss.advantageMean], [used.reduce((sum, x) => sum + x, 0) / used.length], 1e-4);
    }
  });
});

describe('the first iteration', () => {
  it('is at the reference: KL exactly 0 by both estimators, no reward from it', async () => {
    const { iteration } = await prepare();
    const { row, scored } = await iterate(iteration, 1);
    expect(Math.abs(value(row, 'objective/kl'))).toBe(0);
    expect(Math.abs(value(row, 'nudge/kl_k3'))).toBe(0);
    expect(Math.abs(value(row, 'objective/non_score_reward'))).toBe(0);
    expect(value(row, 'objective/rlhf_reward')).toBe(value(row, 'objective/scores'));
    expect(scored.stats.every(({ kl }) => Math.abs(kl) === 0)).toBe(true);
    const second = await iterate(iteration, 2);
    expect(value(second.row, 'nudge/kl_k3')).toBeGreaterThan(0);
  });

  it('whitens advantages over real tokens', async () => {
    const { iteration } = await prepare();
    const { scored } = await iterate(iteration, 1);
    const advantages = await real(scored, 'advantages');
    const mean = advantages.reduce((sum, x) => sum + x, 0) / advantages.length;
    const variance = advantages.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (advantages.length - 1);
    expect(Math.abs(mean)).toBeLessThan(1e-5);
    expect(Math.abs(variance - 1)).toBeLessThan(1e-4);
  });
});

describe('the score', () => {
  it('lands on the last real token, of a response that ended and of one that was cut', async () => {
    const { iteration } = await prepare();
    // gamma 1, lambda 0, values 0: the advantage of a token is its own reward.
    const settings = { ...TINY_SETTINGS, lambda: 0, whitenAdvantages: false, rolloutBatch: 10 };
    const rollout = await iteration.sample(TINY_PROMPTS, 1, settings);
    const lengths = rollout.sequences.map(({ response }) => response.length);
    expect(new Set(rollout.finished)).toEqual(new Set([true, false]));
    expect(Math.max(...lengths)).toBe(settings.maxNewTokens);
    expect(Math.min(...lengths)).toBeLessThan(settings.maxNewTokens);
    const scored = await iteration.score(rollout, settings);
    const grid = await readF32(gpu, scored.experience.advantages);
    rollout.finished.forEach((finished, row) => {
      const rewards = grid.subarray(row * settings.maxNewTokens, (row + 1) * settings.maxNewTokens);
      const expected = new Float32Array(settings.maxNewTokens);
      const clipped = Math.max(-settings.scoreClip, Math.min(settings.scoreClip, scored.scores[row]));
      expected[lengths[row] - 1] = clipped - (finished ? 0 : settings.missingEosPenalty);
      expectClose(rewards, expected, 1e-6);
    });
  });

  it('is clipped before the penalty, and reported both ways', async () => {
    const { models, iteration } = await prepare();
    rewardsOf(models).first.std = 1e-3;
    const settings = {
      ...TINY_SETTINGS,
      lambda: 0,
      whitenAdvantages: false,
      scoreClip: 0.5,
      missingEosPenalty: 2,
    };
    const scored = await iteration.score(await iteration.sample(TINY_PROMPTS, 1, settings), settings);
    const grid = await readF32(gpu, scored.experience.advantages);
    const last = scored.sequences.map(
      ({ response }, row) => grid[row * settings.maxNewTokens + response.length - 1],
    );
    const expected = scored.scores.map(
      (score, row) => Math.sign(score) * 0.5 - (scored.finished[row] ? 0 : 2),
    );
    expectClose(last, expected, 1e-6);
    expect(Math.min(...scored.scores.map(Math.abs))).toBeGreaterThan(0.5);
    const row = await iteration.update(scored, 1, settings);
    const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(value(row, 'objective/scores')).toBeCloseTo(mean(expected), 6);
    expect(value(row, 'nudge/score')).toBeCloseTo(mean(scored.scores), 6);
    const lengths = scored.sequences.map(({ response }) => response.length);
    expect(value(row, 'nudge/response_length')).toBeCloseTo(mean(lengths), 6);
  });
});

describe('the KL controller', () => {
  it('gets nats per response and the number of responses', async () => {
    const { iteration } = await prepare();
    await iterate(iteration, 1);
    const before = iteration.kl.coefficient;
    const { row, scored } = await iterate(iteration, 2);
    const perResponse = scored.stats.reduce((sum, { kl }) => sum + kl, 0) / scored.sequences.length;
    expect(value(row, 'objective/kl')).toBeCloseTo(perResponse, 10);
    expect(iteration.kl.coefficient).toBe(adaptKlCoefficient(before, perResponse, 8, TINY_SETTINGS));
    // The sum over tokens of log-probabilities that the model itself reports for its samples.
    const logp = await real(scored, 'logp');
    const entropy = scored.stats.reduce((sum, stats) => sum + stats.entropy, 0);
    expectClose([entropy], [-logp.reduce((sum, x) => sum + x, 0)], 1e-5);
  });
});

describe('filler', () => {
  it('changes no metric of a minibatch and no gradient', async () => {
    const { models, iteration } = await prepare();
    await iterate(iteration, 1);
    const rollout = await iteration.sample(TINY_PROMPTS, 2, TINY_SETTINGS);
    const scored = await iteration.score(rollout, TINY_SETTINGS);
    const rewards = scored.scores;
    const frozen = { ...TINY_SETTINGS, learningRate: 0 };
    const small = shapeFor(rollout.sequences, TINY_SETTINGS.maxNewTokens);
    const measure = async (shape: BatchShape) => {
      const recorder = new ExperienceRecorder(models.policy, models.reference);
      const { experience, stats } = await recorder.compute(rollout.sequences, shape, rewards, frozen, 0.05);
      const ppo = new Ppo(models.policy, models.optimizer);
      const { loss, gradNorm } = await ppo.minibatch(
        rollout.sequences,
        experience,
        [...rollout.sequences.keys()],
        frozen,
        shape,
      );
      const gradients = await readF32(gpu, models.optimizer.gradients.flat);
      return { stats, loss, gradNorm, gradients };
    };
    const tight = await measure(small);
    const wide = await measure({
      ...small,
      rows: Math.ceil(small.rows * 1.5),
      slots: Math.ceil(small.slots * 1.5),
    });
    const long = await measure({ ...small, responseLength: small.responseLength * 3 });
    for (const other of [wide, long]) {
      expect(other.stats).toEqual(tight.stats);
      expect(other.loss.ratioMean).toBe(1);
      expect(other.loss.approxKl).toBe(0);
      expectClose(Object.values(other.loss), Object.values(tight.loss), 1e-6);
      expectClose([other.gradNorm], [tight.gradNorm], 1e-5);
      expectClose(other.gradients, tight.gradients, 1e-5);
    }
  });

  it('changes no metric of an iteration when responses may be longer', async () => {
    const rows: MetricsRow[] = [];
    for (const maxNewTokens of [TINY_SETTINGS.maxNewTokens, 3 * TINY_SETTINGS.maxNewTokens]) {
      const { iteration } = await prepare();
      const rollout = await iteration.sample(TINY_PROMPTS, 1, TINY_SETTINGS);
      const settings = { ...TINY_SETTINGS, maxNewTokens };
      rows.push(await iteration.update(await iteration.score(rollout, settings), 1, settings));
    }
    const names = Object.keys(rows[0].values) as MetricName[];
    expect(Object.keys(rows[1].values)).toEqual(names);
    for (const name of names) expectClose([value(rows[1], name)], [value(rows[0], name)], 1e-4);
  });
});

describe('numbers that are not finite', () => {
  it.each([Infinity, 1e30])(
    'undo the iteration at a learning rate of %s, and training can go on',
    async (rate) => {
      const { models, iteration } = await prepare();
      await iterate(iteration, 1);
      const before = await weightsOf({ models, rewards: rewardsOf(models) });
      const { coefficient } = iteration.kl;
      await expect(iterate(iteration, 2, { ...TINY_SETTINGS, learningRate: rate })).rejects.toThrow(
        NonFiniteError,
      );
      expect(await weightsOf({ models, rewards: rewardsOf(models) })).toEqual(before);
      expect(iteration.kl.coefficient).toBe(coefficient);
      const { row } = await iterate(iteration, 2);
      expect(value(row, 'nudge/first_ratio')).toBe(1);
    },
  );

  it('undo an iteration whose very last step broke the weights', async () => {
    const { models, iteration } = await prepare();
    const before = await weightsOf({ models, rewards: rewardsOf(models) });
    const settings = { ...TINY_SETTINGS, ppoEpochs: 1, minibatches: 1, learningRate: 1e30 };
    await expect(iterate(iteration, 1, settings)).rejects.toThrow(/last good iteration/);
    expect(await weightsOf({ models, rewards: rewardsOf(models) })).toEqual(before);
  });

  it('in the weights stop sampling with what to do', async () => {
    const { models, iteration } = await prepare();
    gpu.write(models.policy.view('ln_f.bias'), new Float32Array(16).fill(Number.NaN));
    const sampling = iteration.sample(TINY_PROMPTS, 1, TINY_SETTINGS);
    await expect(sampling).rejects.toThrow(NonFiniteLogitsError);
    await expect(sampling).rejects.toThrow(/Reset the run/);
  });

  it('in a score stop before the policy is touched', async () => {
    const { models, iteration } = await prepare();
    rewardsOf(models).first.std = 0;
    const rollout = await iteration.sample(TINY_PROMPTS, 1, TINY_SETTINGS);
    await expect(iteration.score(rollout, TINY_SETTINGS)).rejects.toThrow(NonFiniteError);
  });
});

describe('minibatches', () => {
  it('cover every response once an epoch, in no more pieces than asked for', async () => {
    const { models, iteration } = await prepare();
    const settings = { ...TINY_SETTINGS, rolloutBatch: 7, minibatches: 3, ppoEpochs: 2 };
    const scored = await iteration.score(await iteration.sample(TINY_PROMPTS, 1, settings), settings);
    const done: number[] = [];
    await iteration.update(scored, 1, settings, (finished, total) => {
      expect(total).toBe(6);
      done.push(finished);
    });
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    expect(models.optimizer.steps).toBe(6);
  });
});

describe('sampling', () => {
  it('repeats with the seed, and asks other prompts in another iteration', async () => {
    const { iteration } = await prepare();
    const first = await iteration.sample(TINY_PROMPTS, 1, TINY_SETTINGS);
    expect(await iteration.sample(TINY_PROMPTS, 1, TINY_SETTINGS)).toEqual(first);
    const second = await iteration.sample(TINY_PROMPTS, 2, TINY_SETTINGS);
    expect(second.prompts).not.toEqual(first.prompts);
    const other = await iteration.sample(TINY_PROMPTS, 1, { ...TINY_SETTINGS, seed: 2 });
    expect(other.texts).not.toEqual(first.texts);
  });

  it('keeps responses within their limits and the padding token out', async () => {
    const { models, iteration } = await prepare();
    const { sequences } = await iteration.sample(TINY_PROMPTS, 3, TINY_SETTINGS);
    const { eos, pad } = models.config;
    for (const { response } of sequences) {
      expect(response.length).toBeLessThanOrEqual(TINY_SETTINGS.maxNewTokens);
      expect(response).not.toContain(pad);
      expect(response.slice(0, -1)).not.toContain(eos);
    }
  });
});
