/**
 * PPO, from sampling to metrics. Schulman et al. 2017, with the RLHF details of Ziegler et al. 2019; advantages by GAE,
 * Schulman et al. 2016. The order of steps is rlhf's usual one (TRL, LMHP).
 *
 *   r_t = −β·(log π − log π_ref), and on the last real token the score        (Ziegler et al. 2019)
 *   δ_t = r_t + γ·V_(t+1) − V_t,   A_t = δ_t + γλ·A_(t+1),   R_t = A_t + V_t   (GAE), A whitened
 *   L   = mean max(−A·ρ, −A·clip(ρ, 1 ± ε)) + c·½·mean max((V − R)², (clip(V, V_old ± ε_v) − R)²),   ρ = π / π_old
 *
 * What the tokens are worth is computed in credit.ts, the loss in loss.ts, which has what is off unless it is asked for: the KL in
 * the loss, an entropy bonus, dual clip, and weights of tokens where the sampler was not the trainer.
 *
 * The policy re-reads its own samples with the forward pass that the update uses: that is what makes the first epoch's
 * ratio exactly 1. Knows its kit; knows no page, no storage and no ranking.
 */
import type { PpoMetric } from '../../../gpu/kernels/ppo/ppo.ts';
import type { SamplerMismatch } from '../../training/importance.ts';
import { earnedOf } from '../../training/earned.ts';
import { nonFinite } from '../../training/nonFinite.ts';
import type { Reading, Tokens } from '../../training/read.ts';
import { distinct4, endedCount, mean, meanLength, utilities, type Rollout } from '../../training/rollout.ts';
import type { Labeler } from '../../../tastes/labeler.ts';
import type { Algorithm, Kit, ShownCredit, StageName, Updated, Values } from '../../training/algorithm.ts';
import { PpoCredit, type Credit } from './credit.ts';
import { PPO } from './declaration.ts';
import type { PpoSettings } from './fields.ts';
import { KlController, type KlControllerState } from './klController.ts';
import { isPenalised, PPO_OBJECTIVE, scalarsOf } from './loss.ts';

export const ppo: Algorithm = {
  ...PPO,
  start: (settings: PpoSettings, kept) => {
    const { dualClip } = settings;
    if (dualClip > 0 && dualClip <= 1) throw new RangeError('dualClip must be above 1, or 0, which is off.');
    return new KlController(settings, kept as KlControllerState | null).state;
  },
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
    shownOf(scored, settings),
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
    settings,
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
  /** How far the sampler was from the trainer; null where they are one. */
  readonly mismatch: SamplerMismatch | null;
}

/** Scores a rollout, reads it under policy and reference, and computes its advantages. */
export async function score(
  kit: Kit,
  rollout: Rollout,
  settings: PpoSettings,
  klCoefficient: number,
): Promise<Scored> {
  const scores = await kit.reward(rollout);
  const rewards = earnedOf(scores, rollout, settings);
  const tokens = await kit.read(rollout, READ);
  const credits = kit.once('credit', () => new PpoCredit(kit.gpu));
  const credit = await kit.turn(() => credits.compute(tokens, rewards, settings, klCoefficient));
  if (!credit.stats.every(({ kl }) => Number.isFinite(kl))) {
    throw nonFinite('The KL to the reference is not a finite number.');
  }
  const mismatch = await mismatchOf(kit, rollout, tokens, settings);
  return { ...credit, tokens, scores, rewards, klCoefficient, mismatch };
}

/** How far the sampler was from the trainer. What tells that comes when they are not one. */
async function mismatchOf(kit: Kit, rollout: Rollout, tokens: ReadTokens, { importanceCap }: PpoSettings) {
  if (!rollout.sampled) return null;
  const { samplerMismatch } = await import('../../training/importance.ts');
  return samplerMismatch(kit, rollout, tokens, importanceCap);
}

/** What people can look into. */
function shownOf(scored: Scored, { klIn }: PpoSettings): ShownCredit {
  const { tokens, advantages, returns, rewards: earned } = scored;
  const { columns, responseLength } = tokens;
  const klCoefficient = klIn === 'reward' ? scored.klCoefficient : 0;
  return { columns: { ...columns, advantages, returns }, responseLength, earned, klCoefficient };
}

/** What an update reads of what was scored. */
type Learned = Pick<Scored, 'tokens' | 'advantages' | 'returns' | 'klCoefficient' | 'mismatch'>;

/** Epochs over the rollout. */
export async function update(
  kit: Kit,
  rollout: Rollout,
  { tokens, advantages, returns, klCoefficient, mismatch }: Learned,
  settings: PpoSettings,
): Promise<Updated<PpoMetric>> {
  const { logp, logpRef, values } = tokens.columns;
  const columns = { oldLogp: logp, oldValues: values, advantages, returns };
  const scalars = scalarsOf(settings, klCoefficient);
  const passes = { epochs: settings.ppoEpochs, minibatches: settings.minibatches };
  const weights = mismatch?.importance ?? null;
  if (!weights && !isPenalised(settings)) return kit.update(rollout, PPO_OBJECTIVE, columns, scalars, passes);
  const { PENALISED_OBJECTIVE } = await import('./penalised.ts');
  const ones = () => rollout.sequences.map(() => 1);
  const importance = kit.column('importance', rollout, weights ?? ones());
  const more = { ...columns, logpRef, importance };
  return kit.update(rollout, PENALISED_OBJECTIVE, more, scalars, passes);
}

/** What the stages of an iteration left. */
export interface IterationFacts
  extends Pick<Scored, 'stats' | 'scores' | 'rewards' | 'klCoefficient' | 'mismatch'>, Updated<PpoMetric> {
  readonly rollout: Rollout;
  readonly nextKlCoefficient: number;
  readonly settings: Pick<PpoSettings, 'learningRate' | 'dualClip' | 'klIn'>;
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
  const { dualClip, klIn } = facts.settings;
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
    lr: facts.settings.learningRate,
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
    // Left out where they are off: they are not finite then.
    'nudge/dual_clipfrac': dualClip > 0 ? average('dualClipFraction') : NaN,
    'nudge/loss_kl': klIn === 'loss' ? average('klEstimate') : NaN,
    ...facts.mismatch?.values,
    ...utilities(rollout, facts.labelers),
  };
}

/** With N − 1 below, as torch.var; NaN of a single value. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
