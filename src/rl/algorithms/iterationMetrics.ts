/**
 * The numbers of one PPO iteration from what its stages left: pure arithmetic over the rollout, its scores and its
 * minibatches. What each name means, and where TRL computes the same, is in docs/metrics.md. Knows no GPU.
 */
import type { Generation } from '../../model/generator.ts';
import type { Sequence } from '../../model/sequences.ts';
import type { ExperienceStats } from './experience.ts';
import type { Labeler } from '../../tastes/labeler.ts';
import type { MetricName } from '../metrics.ts';
import type { MinibatchMetrics } from './ppo.ts';
import { distinctN, wordsOf } from '../../tastes/textMetrics.ts';

/** What the stages of an iteration left. */
export interface IterationFacts {
  readonly prompts: readonly string[];
  readonly texts: readonly string[];
  readonly sequences: readonly Sequence[];
  readonly generations: readonly Pick<Generation, 'finished'>[];
  readonly stats: ExperienceStats;
  /** Normalised reward-model scores, before clipping and penalty. */
  readonly scores: readonly number[];
  /** What was learned from: the scores after clipping and penalty. */
  readonly rewards: readonly number[];
  /** β that was charged, and β as the controller left it. */
  readonly klCoefficient: number;
  readonly nextKlCoefficient: number;
  /** In the order they were made, with the responses each had. */
  readonly minibatches: readonly MinibatchMetrics[];
  readonly minibatchRows: readonly number[];
  readonly learningRate: number;
  /** Responses of the iterations before. */
  readonly episodes: number;
  /** Whose utility is told. */
  readonly labelers: readonly Labeler[];
}

/** Left out is what is no number: JSON cannot hold it. A variance of one minibatch, say, or 4-grams of no text. */
export function iterationMetrics(facts: IterationFacts): Partial<Record<MetricName, number>> {
  const { prompts, texts, sequences, stats, scores, rewards, minibatches, minibatchRows } = facts;
  const losses = minibatches.map(({ loss }) => loss);
  const average = (name: keyof MinibatchMetrics['loss']) => mean(losses.map((loss) => loss[name]));
  const width = Math.max(...sequences.map(({ response }) => response.length));
  // TRL averages these two over padding as well, where the ratio is 1 and its logarithm 0.
  const share = losses.map(({ tokenCount }, index) => tokenCount / (minibatchRows[index] * width));
  const paddedRatios = losses.map(({ ratioMean }, index) => 1 + (ratioMean - 1) * share[index]);
  const nonScore = mean(stats.sequences.map(({ nonScoreReward }) => nonScoreReward));
  const score = mean(scores);
  const values: Partial<Record<MetricName, number>> = {
    'objective/kl': mean(stats.sequences.map(({ kl }) => kl)),
    'objective/entropy': mean(stats.sequences.map(({ entropy }) => entropy)),
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
    'val/num_eos_tokens': facts.generations.filter(({ finished }) => finished).length,
    lr: facts.learningRate,
    episode: facts.episodes + sequences.length,
    'nudge/kl_coef_next': facts.nextKlCoefficient,
    'nudge/first_ratio': losses[0].ratioMean,
    'nudge/first_approxkl': losses[0].approxKl,
    'nudge/approxkl': average('approxKl'),
    'nudge/ratio': average('ratioMean'),
    'nudge/ratio_var': average('ratioVariance'),
    'nudge/entropy': average('entropyMean'),
    'nudge/kl_k3': mean(stats.sequences.map(({ klK3 }) => klK3)),
    'nudge/score': score,
    'nudge/score_std': Math.sqrt(mean(scores.map((value) => (value - score) ** 2))),
    'nudge/response_length': mean(sequences.map(({ response }) => response.length)),
    'nudge/grad_norm': mean(minibatches.map(({ gradNorm }) => gradNorm)),
    'nudge/distinct_4': distinctN(texts.map(wordsOf), 4),
    ...Object.fromEntries(
      facts.labelers.map((labeler) => [
        `utility/${labeler.id}`,
        mean(texts.map((text, row) => labeler.utility(prompts[row], text))),
      ]),
    ),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With N − 1 below, as torch.var; NaN of a single value. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
