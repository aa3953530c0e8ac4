/**
 * What PPO's tokens are worth: rewards per token, advantages by GAE, whitening, as one recorded step.
 *
 *   r_t = −β·k_t, and on the last real token the score                        (Ziegler et al. 2019; k = log π − log π_ref usually)
 *   δ_t = r_t + γ·V_(t+1) − V_t,   A_t = δ_t + γλ·A_(t+1),   R_t = A_t + V_t   (Schulman et al. 2016), A whitened
 *
 * Knows numbers on a grid of tokens; knows no loss and no kit.
 */
import type { Gpu } from '../../../gpu/device.ts';
import { klEstimatorIndex } from '../../../gpu/kernels/kl/klEstimators.ts';
import { gae, gaeUniforms } from '../../../gpu/kernels/ppo/gae.ts';
import { rewardsPerToken, rewardUniforms } from '../../../gpu/kernels/ppo/rewards.ts';
import { whiten } from '../../../gpu/kernels/ppo/whiten.ts';
import { Recorder, type Plan } from '../../../gpu/plan.ts';
import { PlanCache } from '../../../gpu/planCache.ts';
import { run } from '../../../gpu/queue.ts';
import type { Tensor } from '../../../gpu/tensor.ts';
import type { Tokens } from '../../training/read.ts';
import { PPO } from './declaration.ts';
import type { PpoSettings } from './fields.ts';

/** What credit is computed from. */
export type CreditTokens = Tokens<'logp' | 'logpRef' | 'values'>;

/** What a rollout's tokens are worth, on the [batch, responseLength] grid, and sums over each response. */
export interface Credit {
  readonly advantages: Tensor;
  readonly returns: Tensor;
  /** Per response: Σ k1, Σ k3, Σ −log π, Σ −β·k of the estimator in the reward. */
  readonly stats: readonly {
    readonly kl: number;
    readonly klK3: number;
    readonly entropy: number;
    readonly nonScoreReward: number;
  }[];
}

interface RecordedCredit {
  readonly plan: Plan;
  readonly scores: Tensor;
  readonly sequenceStats: Tensor;
  readonly advantages: Tensor;
  readonly returns: Tensor;
}

type Switches = Pick<PpoSettings, 'whitenRewards' | 'whitenAdvantages'>;
type CreditSettings = Pick<PpoSettings, 'gamma' | 'lambda' | 'klIn' | 'klEstimator'> & Switches;

/** Rewards per token, GAE and whitening as one recorded step, for the grid of tokens that was read last. */
export class PpoCredit {
  readonly #rewardStep;
  readonly #gaeStep;
  readonly #recorded = new PlanCache<RecordedCredit>(1, ({ plan }) => plan.destroy());
  #bound: CreditTokens | null = null;

  constructor(private readonly gpu: Gpu) {
    this.#rewardStep = rewardUniforms(gpu);
    this.#gaeStep = gaeUniforms(gpu);
  }

  /**
   * @param rewards of each response: normalised, clipped, penalised
   * @returns tensors that stay valid until the next call; it overwrites them where grid and switches are the same
   */
  compute(
    tokens: CreditTokens,
    rewards: readonly number[],
    settings: CreditSettings,
    klCoefficient: number,
  ): Promise<Credit> {
    const { whitenRewards, whitenAdvantages } = settings;
    if (this.#bound !== tokens) this.#recorded.clear();
    this.#bound = tokens;
    const key = JSON.stringify({ whitenRewards, whitenAdvantages });
    const build = () => this.#build(tokens, settings);
    return this.#recorded.use(key, build, async ({ plan, scores, sequenceStats, advantages, returns }) => {
      this.gpu.write(scores, Float32Array.from(rewards));
      // Of a KL in the loss the reward has none.
      const beta = settings.klIn === 'reward' ? klCoefficient : 0;
      this.#rewardStep.set({ beta, estimator: klEstimatorIndex(settings.klEstimator) });
      this.#gaeStep.set({ gamma: settings.gamma, lambda: settings.lambda });
      const [stats] = await run(this.gpu, [plan], [sequenceStats]);
      const of = (row: number) => {
        const [kl, klK3, entropy, nonScoreReward] = stats.subarray(row * 4, row * 4 + 4);
        return { kl, klK3, entropy, nonScoreReward };
      };
      return { advantages, returns, stats: rewards.map((_, row) => of(row)) };
    });
  }

  free(): void {
    this.#recorded.clear();
  }

  async #build(
    { batch, responseLength: R, lengths, columns }: CreditTokens,
    switches: Switches,
  ): Promise<RecordedCredit> {
    const { logp, logpRef, values } = columns;
    const rec = new Recorder(this.gpu, `credit/${batch}x${R}`, PPO.name);
    const advantages = rec.own('advantages', [batch * R]);
    const returns = rec.own('returns', [batch * R]);
    // Not scratch: it is written before the step runs.
    const scores = rec.own('scores', [batch]);
    const rewards = rec.scratch('rewards', [batch * R]);
    const kl = rec.scratch('kl', [batch * R]);
    const sequenceStats = rec.scratch('sequenceStats', [batch, 4]);
    const shape = { lengths, batch, R };
    rewardsPerToken(rec, {
      ...shape,
      logp,
      logpRef,
      scores,
      rewards,
      kl,
      sequenceStats,
      step: this.#rewardStep,
    });
    if (switches.whitenRewards) whiten(rec, { ...shape, x: rewards, shiftMean: true, unbiased: true });
    gae(rec, { ...shape, rewards, values, advantages, returns, step: this.#gaeStep });
    if (switches.whitenAdvantages) whiten(rec, { ...shape, x: advantages, shiftMean: false, unbiased: true });
    return { plan: await rec.finish(), scores, sequenceStats, advantages, returns };
  }
}
