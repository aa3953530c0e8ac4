/**
 * One PPO iteration in three stages that can be stepped one by one: sample responses to fresh prompts, score
 * them (reward model, reference, values, advantages), update the policy. The scalar reward is computed on the
 * policy's own text only. Ziegler et al. 2019; the order of steps is rlhf's usual one (TRL, LMHP). Knows no
 * page, no storage and no ranking.
 */
import { InFlight } from '../../gpu/inFlight.ts';
import type { Generation } from '../../model/generator.ts';
import { shapeFor, type Sequence } from '../../model/sequences.ts';
import { ExperienceRecorder, type Experience, type ExperienceStats } from './experience.ts';
import { KlController } from './klController.ts';
import { labelersFor } from '../labelersFor.ts';
import { iterationMetrics } from './iterationMetrics.ts';
import type { MetricsRow } from '../metrics.ts';
import { SAMPLING_STREAMS, toSequence, type Models } from '../training/models.ts';
import { Ppo, type MinibatchMetrics } from './ppo.ts';
import { stream } from '../random.ts';
import type { ScoreHooks } from '../rewards/rewardModel.ts';
import type { RolloutHooks } from '../training/rolloutPasses.ts';
import type { Settings } from '../settings.ts';
import type { Turns } from '../training/turns.ts';

/** Responses of the current policy to a batch of prompts. */
export interface Rollout {
  readonly prompts: readonly string[];
  readonly texts: readonly string[];
  readonly sequences: readonly Sequence[];
  readonly generations: readonly Generation[];
}

export interface ScoredRollout extends Rollout {
  readonly experience: Experience;
  readonly stats: ExperienceStats;
  /** Normalised reward-model scores before clipping and penalty. */
  readonly scores: readonly number[];
  /** What is learned from: the scores after both. */
  readonly rewards: readonly number[];
  readonly klCoefficient: number;
}

/** Training met a non-finite gradient or loss; the policy is back at its last good state. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
}

export class PpoIteration {
  #kl: KlController;
  readonly #experience: ExperienceRecorder;
  readonly #ppo: Ppo;

  constructor(
    private readonly models: Models,
    private readonly turns: Turns,
    settings: Settings,
    klState?: KlController['state'],
  ) {
    this.#kl = new KlController(settings, klState);
    this.#experience = new ExperienceRecorder(models.policy, models.reference);
    this.#ppo = new Ppo(models.policy, models.optimizer);
  }

  get kl(): KlController {
    return this.#kl;
  }

  /** Starts the KL controller over, or from a saved state. Recorded steps are kept. */
  restart(settings: Settings, klState?: KlController['state']): void {
    this.#kl = new KlController(settings, klState);
  }

  /**
   * Samples one response to each of `rolloutBatch` prompts. `iteration` counts from 1 and picks the streams.
   * @throws the reason of `hooks.signal`
   */
  async sample(
    prompts: readonly string[],
    iteration: number,
    settings: Settings,
    hooks: RolloutHooks = {},
  ): Promise<Rollout> {
    const order = stream(settings.seed, `prompts/${iteration}`).permutation(prompts.length);
    const chosen = Array.from({ length: settings.rolloutBatch }, (_, i) => prompts[order[i % order.length]]);
    const ids = chosen.map((prompt) => this.models.encodePrompt(prompt));
    const draw = SAMPLING_STREAMS.rollout + iteration * 4096;
    const generations = await this.turns.take('training', () =>
      this.models.rollout('current', ids, settings, draw, hooks),
    );
    hooks.signal?.throwIfAborted();
    const { eos } = this.models.config;
    return {
      prompts: chosen,
      texts: generations.map(({ tokens }) => this.models.responseText(tokens)),
      sequences: generations.map(({ tokens }, row) => toSequence(ids[row], tokens, eos)),
      generations,
    };
  }

  /**
   * Scores a rollout and computes its advantages.
   * @throws the reason of `hooks.signal`
   */
  async score(rollout: Rollout, settings: Settings, hooks: ScoreHooks = {}): Promise<ScoredRollout> {
    const { onProgress, signal } = hooks;
    // Reading the rollout under policy and reference takes about as long again.
    const total = 2 * rollout.sequences.length;
    const watched = { signal, onProgress: (done: number) => onProgress?.(done, total) };
    const { sequences, generations } = rollout;
    const whole = sequences.map(({ prompt, response }) => [...prompt, ...response]);
    const scores = await this.turns.take('training', () => this.models.reward.score(whole, watched));
    signal?.throwIfAborted();
    if (!scores.every(Number.isFinite))
      throw nonFinite('The reward model gave a score that is not a finite number.');
    const rewards = scores.map((score, row) => finalReward(score, generations[row].finished, settings));
    const klCoefficient = this.kl.coefficient;
    const { experience, stats } = await this.turns.take('training', () =>
      this.#experience.compute(
        sequences,
        shapeFor(sequences, settings.maxNewTokens),
        rewards,
        settings,
        klCoefficient,
      ),
    );
    onProgress?.(total, total);
    return { ...rollout, experience, stats, scores, rewards, klCoefficient };
  }

  /**
   * PPO epochs over the rollout, then the KL controller. Rolls the policy back when a step is not finite, and when
   * aborted, so that the same update can be made again.
   * @param episodes responses of the iterations before
   * @throws NonFiniteError; the reason of `signal`
   */
  async update(
    rollout: ScoredRollout,
    iteration: number,
    settings: Settings,
    onProgress?: (done: number, total: number) => void,
    episodes = 0,
    signal?: AbortSignal,
  ): Promise<MetricsRow> {
    const { sequences, experience } = rollout;
    const order = stream(settings.seed, `minibatches/${iteration}`);
    const size = Math.ceil(sequences.length / settings.minibatches);
    const total = settings.ppoEpochs * Math.ceil(sequences.length / size);
    const minibatches: MinibatchMetrics[] = [];
    const minibatchRows: number[] = [];
    const inFlight = new InFlight((metrics: MinibatchMetrics) => {
      if (metrics.skipped || !Number.isFinite(metrics.loss.loss)) {
        throw nonFinite('A PPO step met a gradient that is not a finite number.');
      }
      minibatches.push(metrics);
      onProgress?.(minibatches.length, total);
    });
    const rollingBack = async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        // A step submitted behind the broken one is undone with it.
        if (error instanceof NonFiniteError || signal?.aborted) this.models.rollBack();
        throw error;
      }
    };
    for (let epoch = 0; epoch < settings.ppoEpochs; epoch++) {
      const permutation = order.permutation(sequences.length);
      for (let first = 0; first < sequences.length; first += size) {
        const rows = permutation.slice(first, first + size);
        minibatchRows.push(rows.length);
        await this.turns.take('training', () =>
          rollingBack(async () => {
            if (signal?.aborted) await inFlight.drain();
            signal?.throwIfAborted();
            await inFlight.add(await this.#ppo.submit(sequences, experience, rows, settings));
          }),
        );
      }
    }
    await this.turns.take('training', () => rollingBack(() => inFlight.drain()));
    const meanKl = mean(rollout.stats.sequences.map(({ kl }) => kl));
    if (!Number.isFinite(meanKl)) {
      this.models.rollBack();
      throw nonFinite('The KL to the reference is not a finite number.');
    }
    if (!(await this.turns.take('training', () => this.models.policyIsSound()))) {
      this.models.rollBack();
      throw nonFinite('A PPO step made a weight too large to compute with.');
    }
    this.kl.update(meanKl, sequences.length);
    this.models.keepGood();
    return {
      iteration,
      values: iterationMetrics({
        ...rollout,
        nextKlCoefficient: this.kl.coefficient,
        minibatches,
        minibatchRows,
        learningRate: settings.learningRate,
        episodes,
        labelers: labelersFor(settings),
      }),
    };
  }
}

/** Clips the normalised score and takes the penalty for not ending off it. */
function finalReward(score: number, finished: boolean, { scoreClip, missingEosPenalty }: Settings): number {
  const clipped = scoreClip > 0 ? Math.max(-scoreClip, Math.min(scoreClip, score)) : score;
  return finished ? clipped : clipped - missingEosPenalty;
}

function nonFinite(what: string): NonFiniteError {
  return new NonFiniteError(
    `${what} Training has stopped; the policy is as it was after the last good iteration, and every ranking is kept. Lower the learning rate or reset, then press Play.`,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
