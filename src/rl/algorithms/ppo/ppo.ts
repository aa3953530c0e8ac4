/**
 * PPO, from sampling to metrics. Schulman et al. 2017, with the RLHF details of Ziegler et al. 2019; advantages by GAE,
 * Schulman et al. 2016. The order of steps is rlhf's usual one (TRL, LMHP).
 *
 *   r_t = −β·(log π − log π_ref), and on the last real token the score        (Ziegler et al. 2019)
 *   δ_t = r_t + γ·V_(t+1) − V_t,   A_t = δ_t + γλ·A_(t+1),   R_t = A_t + V_t   (GAE), A whitened
 *   L   = mean max(−A·ρ, −A·clip(ρ, 1 ± ε)) + c·½·mean max((V − R)², (clip(V, V_old ± ε_v) − R)²),   ρ = π / π_old
 *
 * The policy re-reads its own samples with the forward pass that the update uses: that is what makes the first epoch's
 * ratio exactly 1. Knows its kit; knows no page, no storage and no ranking.
 */
import { gae, gaeUniforms } from '../../../gpu/kernels/ppo/gae.ts';
import { ppoLoss, PPO_METRICS, PPO_SCALARS, type PpoMetric } from '../../../gpu/kernels/ppo/ppo.ts';
import { rewardsPerToken, rewardUniforms } from '../../../gpu/kernels/ppo/rewards.ts';
import { whiten } from '../../../gpu/kernels/ppo/whiten.ts';
import type { Gpu } from '../../../gpu/device.ts';
import { Recorder, type Plan } from '../../../gpu/plan.ts';
import { PlanCache } from '../../../gpu/planCache.ts';
import { run } from '../../../gpu/queue.ts';
import type { Tensor } from '../../../gpu/tensor.ts';
import type { PpoSettings } from './fields.ts';
import { nonFinite } from '../../training/nonFinite.ts';
import type { Numbers, Objective } from '../../training/policyStep.ts';
import type { Reading, Tokens } from '../../training/read.ts';
import { distinct4, endedCount, mean, meanLength, utilities, type Rollout } from '../../training/rollout.ts';
import type { Labeler } from '../../../tastes/labeler.ts';
import type { Algorithm, Kit, ShownCredit, StageName, Updated, Values } from '../../training/algorithm.ts';
import { PPO } from './declaration.ts';
import { KlController, type KlControllerState } from './klController.ts';

export const ppo: Algorithm = {
  ...PPO,
  start: (settings: PpoSettings, kept) => new KlController(settings, kept as KlControllerState | null).state,
  iterate,
};

async function* iterate(kit: Kit, settings: PpoSettings): AsyncGenerator<StageName, Values, void> {
  const kl = new KlController(settings, kit.kept as KlControllerState);

  yield 'sample';
  const rollout = await kit.sample();

  yield 'score';
  const scored = await score(kit, rollout, settings, kl.coefficient);
  kit.show(
    rollout,
    scored.scores,
    scored.stats.map((response) => response.kl),
    shownOf(scored),
  );

  yield 'update';
  const updated = await update(kit, rollout, scored, settings);
  kl.update(mean(scored.stats.map((response) => response.kl)), rollout.sequences.length);
  kit.keep(kl.state);
  return ppoMetrics({
    ...scored,
    ...updated,
    rollout,
    nextKlCoefficient: kl.coefficient,
    learningRate: settings.learningRate,
    episodes: kit.episodes,
    labelers: await kit.labelers(),
  });
}

/** What PPO reads of its rollout. */
export const READ = {
  logp: { under: 'policy', what: 'logp' },
  logpRef: { under: 'reference', what: 'logp' },
  values: { under: 'policy', what: 'value' },
} as const satisfies Record<string, Reading>;

type ReadTokens = Tokens<keyof typeof READ>;

/** A rollout with what PPO learns from it. */
export interface Scored extends Credit {
  readonly tokens: ReadTokens;
  /** Normalised reward-model scores before clipping and penalty. */
  readonly scores: readonly number[];
  /** What is learned from: the scores after both. */
  readonly rewards: readonly number[];
  /** β that was charged. */
  readonly klCoefficient: number;
}

/** Scores a rollout, reads it under policy and reference, and computes its advantages. */
export async function score(
  kit: Kit,
  rollout: Rollout,
  settings: PpoSettings,
  klCoefficient: number,
): Promise<Scored> {
  const scores = await kit.reward(rollout);
  const rewards = scores.map((of, row) => finalReward(of, rollout.finished[row], settings));
  const tokens = await kit.read(rollout, READ);
  const credits = kit.once('credit', () => new PpoCredit(kit.gpu));
  const credit = await kit.turn(() => credits.compute(tokens, rewards, settings, klCoefficient));
  if (!credit.stats.every(({ kl }) => Number.isFinite(kl))) {
    throw nonFinite('The KL to the reference is not a finite number.');
  }
  return { ...credit, tokens, scores, rewards, klCoefficient };
}

/** Clips the normalised score and takes the penalty for not ending off it. */
function finalReward(of: number, finished: boolean, { scoreClip, missingEosPenalty }: PpoSettings): number {
  const clipped = scoreClip > 0 ? Math.max(-scoreClip, Math.min(scoreClip, of)) : of;
  return finished ? clipped : clipped - missingEosPenalty;
}

/** What people can look into. */
function shownOf({ tokens, advantages, returns, rewards, klCoefficient }: Scored): ShownCredit {
  const { columns, responseLength } = tokens;
  return { columns: { ...columns, advantages, returns }, responseLength, earned: rewards, klCoefficient };
}

/** Epochs over the rollout. */
export function update(
  kit: Kit,
  rollout: Rollout,
  scored: Pick<Scored, 'tokens' | 'advantages' | 'returns'>,
  settings: PpoSettings,
): Promise<Updated<PpoMetric>> {
  return kit.update(rollout, PPO_OBJECTIVE, columnsOf(scored), scalarsOf(settings), {
    epochs: settings.ppoEpochs,
    minibatches: settings.minibatches,
  });
}

/** The numbers of each token that the loss reads. */
export function columnsOf({
  tokens,
  advantages,
  returns,
}: Pick<Scored, 'tokens' | 'advantages' | 'returns'>) {
  return { oldLogp: tokens.columns.logp, oldValues: tokens.columns.values, advantages, returns };
}

export function scalarsOf(settings: PpoSettings): Numbers {
  return { clip: settings.clipRange, valueClip: settings.valueClipRange, vfCoef: settings.valueCoefficient };
}

/** The loss: clipped policy loss and clipped value loss, means over the minibatch's real tokens. */
export const PPO_OBJECTIVE: Objective<PpoMetric> = {
  name: 'ppo',
  columns: ['oldLogp', 'oldValues', 'advantages', 'returns'],
  scalars: PPO_SCALARS,
  metrics: PPO_METRICS,
  value: true,
  record(rec, { slots, values, dValue, columns, ...tensors }) {
    const { oldLogp, oldValues, advantages, returns } = columns;
    const values2 = { values: values!, dValue: dValue! };
    ppoLoss(rec, { ...tensors, ...values2, oldLogp, oldValues, advantages, returns, rows: slots });
  },
  combine: combineLosses,
};

/** Metrics of a minibatch from those of its parts: means weighted by tokens. */
export function combineLosses(parts: readonly Numbers<PpoMetric>[]): Numbers<PpoMetric> {
  if (parts.length === 1) return parts[0];
  const tokens = parts.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  const weighted = (of: (loss: Numbers<PpoMetric>) => number) =>
    parts.reduce((sum, loss) => sum + (loss.tokenCount / Math.max(1, tokens)) * of(loss), 0);
  const means = Object.fromEntries(
    PPO_METRICS.map((name) => [name, weighted((loss) => loss[name])]),
  ) as Numbers<PpoMetric>;
  // Spread within the parts, and between them.
  const between = weighted(({ ratioMean }) => (ratioMean - means.ratioMean) ** 2);
  return {
    ...means,
    ratioVariance: means.ratioVariance + between,
    ratioMax: Math.max(...parts.map(({ ratioMax }) => ratioMax)),
    ratioMin: Math.min(...parts.map(({ ratioMin }) => ratioMin)),
    tokenCount: tokens,
  };
}

/** What a rollout's tokens are worth, on the [batch, responseLength] grid, and sums over each response. */
export interface Credit {
  readonly advantages: Tensor;
  readonly returns: Tensor;
  /** Per response: Σ k1, Σ k3, Σ −log π, Σ −β·k1. */
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

/** Rewards per token, GAE and whitening as one recorded step, for the grid of tokens that was read last. */
export class PpoCredit {
  readonly #rewardStep;
  readonly #gaeStep;
  readonly #recorded = new PlanCache<RecordedCredit>(1, ({ plan }) => plan.destroy());
  #bound: ReadTokens | null = null;

  constructor(private readonly gpu: Gpu) {
    this.#rewardStep = rewardUniforms(gpu);
    this.#gaeStep = gaeUniforms(gpu);
  }

  /**
   * @param rewards of each response: normalised, clipped, penalised
   * @returns tensors that stay valid until the next call; it overwrites them where grid and switches are the same
   */
  compute(
    tokens: ReadTokens,
    rewards: readonly number[],
    settings: Pick<PpoSettings, 'gamma' | 'lambda'> & Switches,
    klCoefficient: number,
  ): Promise<Credit> {
    const { whitenRewards, whitenAdvantages } = settings;
    if (this.#bound !== tokens) this.#recorded.clear();
    this.#bound = tokens;
    const key = JSON.stringify({ whitenRewards, whitenAdvantages });
    const build = () => this.#build(tokens, settings);
    return this.#recorded.use(key, build, async ({ plan, scores, sequenceStats, advantages, returns }) => {
      this.gpu.write(scores, Float32Array.from(rewards));
      this.#rewardStep.set({ beta: klCoefficient });
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
    { batch, responseLength: R, lengths, columns }: ReadTokens,
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

/** What the stages of an iteration left. */
export interface IterationFacts
  extends Pick<Scored, 'stats' | 'scores' | 'rewards' | 'klCoefficient'>, Updated<PpoMetric> {
  readonly rollout: Rollout;
  readonly nextKlCoefficient: number;
  readonly learningRate: number;
  /** Responses of the iterations before. */
  readonly episodes: number;
  /** Whose utility is told. */
  readonly labelers: readonly Labeler[];
}

/** What each name means, and where TRL computes the same, is in docs/metrics.md. */
export function ppoMetrics(facts: IterationFacts): Values {
  const { rollout, stats, scores, rewards, minibatches, rows } = facts;
  const losses = minibatches.map(({ loss }) => loss);
  const average = (name: PpoMetric) => mean(losses.map((loss) => loss[name]));
  const width = Math.max(...rollout.sequences.map(({ response }) => response.length));
  // TRL averages these two over padding as well, where the ratio is 1 and its logarithm 0.
  const share = losses.map(({ tokenCount }, index) => tokenCount / (rows[index] * width));
  const paddedRatios = losses.map(({ ratioMean }, index) => 1 + (ratioMean - 1) * share[index]);
  const nonScore = mean(stats.map(({ nonScoreReward }) => nonScoreReward));
  const meanScore = mean(scores);
  return {
    'objective/kl': mean(stats.map(({ kl }) => kl)),
    'objective/entropy': mean(stats.map(({ entropy }) => entropy)),
    'objective/non_score_reward': nonScore,
    'objective/rlhf_reward': nonScore + mean(rewards),
    'objective/scores': mean(rewards),
    'objective/kl_coef': facts.klCoefficient,
    'policy/approxkl_avg': mean(losses.map(({ approxKl }, index) => approxKl * share[index])),
    'policy/clipfrac_avg': average('clipFraction'),
    'loss/policy_avg': average('policyLoss'),
    'loss/value_avg': average('valueLoss'),
    'val/clipfrac_avg': average('valueClipFraction'),
    'val/ratio': mean(paddedRatios),
    'val/ratio_var': variance(paddedRatios),
    'val/num_eos_tokens': endedCount(rollout),
    lr: facts.learningRate,
    episode: facts.episodes + rollout.sequences.length,
    'nudge/kl_coef_next': facts.nextKlCoefficient,
    'nudge/first_ratio': losses[0].ratioMean,
    'nudge/first_approxkl': losses[0].approxKl,
    'nudge/approxkl': average('approxKl'),
    'nudge/ratio': average('ratioMean'),
    'nudge/ratio_var': average('ratioVariance'),
    'nudge/entropy': average('entropyMean'),
    'nudge/kl_k3': mean(stats.map(({ klK3 }) => klK3)),
    'nudge/score': meanScore,
    'nudge/score_std': Math.sqrt(mean(scores.map((value) => (value - meanScore) ** 2))),
    'nudge/response_length': meanLength(rollout),
    'nudge/grad_norm': mean(minibatches.map(({ gradNorm }) => gradNorm)),
    'nudge/distinct_4': distinct4(rollout),
    ...utilities(rollout, facts.labelers),
  };
}

/** With N − 1 below, as torch.var; NaN of a single value. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
