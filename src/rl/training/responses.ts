/**
 * What methods have in common that give a whole answer one advantage: what an answer earns, how far it is from the
 * reference, the recorded loss, and the numbers that all of them tell. Their advantages are their own. Knows rollouts and
 * columns; knows no method.
 */
import {
  combineGrpo,
  GRPO_METRICS,
  GRPO_SCALARS,
  grpoLoss,
  type GrpoMetric,
} from '../../gpu/kernels/grpo/grpo.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import type { TrainingSettings } from '../trainingSettings.ts';
import type { Kit, Updated, Values } from './algorithm.ts';
import { earnedOf } from './earned.ts';
import { samplerMismatch, type SamplerMismatch } from './importance.ts';
import { nonFinite } from './nonFinite.ts';
import type { Objective } from './policyStep.ts';
import { pullsOf } from './pulls.ts';
import type { Reading, Tokens } from './read.ts';
import { distinct4, endedCount, mean, meanLength, utilities, type Rollout } from './rollout.ts';

/** What is read of a rollout: log π of each token, before the update and under the reference. */
export const RESPONSE_READ = {
  logp: { under: 'policy', what: 'logp' },
  logpRef: { under: 'reference', what: 'logp' },
} as const satisfies Record<string, Reading>;

/** A rollout with what can be learned from it. */
export interface ScoredResponses {
  readonly rollout: Rollout;
  readonly scores: readonly number[];
  /** {@link earnedOf} them. */
  readonly earned: readonly number[];
  readonly tokens: Tokens<keyof typeof RESPONSE_READ>;
  /** log π of each answer's tokens, and log π − log π_ref. */
  readonly logp: readonly (readonly number[])[];
  readonly gaps: readonly (readonly number[])[];
  /** Their sum, nats. */
  readonly kl: readonly number[];
  readonly mismatch: SamplerMismatch | null;
}

/**
 * @param given what the answers earn, where the method has found that out itself
 * @throws NonFiniteError when log π of a token is not finite under either model
 */
export async function scoreResponses(
  kit: Kit,
  rollout: Rollout,
  settings: TrainingSettings & { readonly importanceCap: number },
  given?: Pick<ScoredResponses, 'scores' | 'earned'>,
): Promise<ScoredResponses> {
  const scores = given?.scores ?? (await kit.reward(rollout));
  const earned = given?.earned ?? earnedOf(scores, rollout, settings);
  const tokens = await kit.read(rollout, RESPONSE_READ);
  const { columns, responseLength } = tokens;
  const [logp, reference] = [await kit.numbers(columns.logp), await kit.numbers(columns.logpRef)];
  const rows = (of: Float32Array) =>
    rollout.sequences.map(({ response }, row) => [
      ...of.subarray(row * responseLength, row * responseLength + response.length),
    ]);
  const [own, theirs] = [rows(logp), rows(reference)];
  const gaps = own.map((of, row) => of.map((value, t) => value - theirs[row][t]));
  const kl = gaps.map((of) => of.reduce((sum, gap) => sum + gap, 0));
  if (!kl.every(Number.isFinite)) throw nonFinite('The KL to the reference is not a finite number.');
  kit.show(rollout, scores, kl);
  const mismatch = await samplerMismatch(kit, rollout, tokens, settings.importanceCap);
  return { rollout, scores, earned, tokens, logp: own, gaps, kl, mismatch };
}

/** A loss of grpo.ts over answers: one that weighs tokens for a sampler that is not the trainer, and one that does not. */
export function responseObjectives(name: string): {
  readonly plain: Objective<GrpoMetric>;
  readonly weighed: Objective<GrpoMetric>;
} {
  const plain: Objective<GrpoMetric> = {
    name,
    columns: ['oldLogp', 'logpRef', 'advantages'],
    scalars: GRPO_SCALARS,
    metrics: GRPO_METRICS,
    value: false,
    record(rec, { logp, entropy, columns, sequences, slots, dLogp, metrics, step }) {
      const { oldLogp, logpRef, advantages, importance = null } = columns as Partial<Record<string, Tensor>>;
      const { shape, slotAt } = sequences;
      const sizes = { batch: shape.batch, width: shape.responseLength, slots };
      grpoLoss(rec, {
        logp,
        oldLogp: oldLogp!,
        logpRef: logpRef!,
        advantages: advantages!,
        importance,
        entropy,
        slotAt,
        dLogp,
        metrics,
        step,
        ...sizes,
      });
    },
    combine: combineGrpo,
  };
  const weighed = { ...plain, name: `${name}.weighed`, columns: [...plain.columns, 'importance'] };
  return { plain, weighed };
}

/** Epochs over the answers. @param advantages one an answer, or one a token of each @param scalars of `grpoScalars` */
export function updateResponses(
  kit: Kit,
  { rollout, earned, tokens, logp, gaps, kl, mismatch }: ScoredResponses,
  objectives: ReturnType<typeof responseObjectives>,
  advantages: readonly (number | readonly number[])[],
  scalars: Readonly<Record<string, number>>,
  passes: { readonly epochs: number; readonly minibatches: number },
): Promise<Updated<GrpoMetric>> {
  const columns = {
    oldLogp: tokens.columns.logp,
    logpRef: tokens.columns.logpRef,
    advantages: kit.column('advantages', rollout, advantages),
  };
  const importance = mismatch?.importance;
  kit.showPulls({
    logp,
    logpRef: logp.map((of, row) => of.map((value, t) => value - gaps[row][t])),
    advantages: advantages.map((of, row) => (typeof of === 'number' ? gaps[row].map(() => of) : of)),
    pulls: pullsOf({ gaps, advantages, importance: importance ?? null }, scalars),
    earned,
    kl,
    scalars,
  });
  if (!importance) return kit.update(rollout, objectives.plain, columns, scalars, passes);
  const all = { ...columns, importance: kit.column('importance', rollout, importance) };
  return kit.update(rollout, objectives.weighed, all, scalars, passes);
}

/** What every such method tells: RESPONSE_METRICS. */
export async function responseValues(
  kit: Kit,
  { rollout, scores, earned, kl, mismatch }: ScoredResponses,
  updated: Updated<GrpoMetric>,
  { learningRate }: Pick<TrainingSettings, 'learningRate'>,
): Promise<Values> {
  const middle = mean(scores);
  return {
    'nudge/score': middle,
    'nudge/score_std': Math.sqrt(mean(scores.map((score) => (score - middle) ** 2))),
    'objective/scores': mean(earned),
    'objective/kl': mean(kl),
    'nudge/entropy': averageOf(updated, 'entropyMean'),
    'nudge/first_ratio': updated.minibatches[0].loss.ratioMean,
    'nudge/approxkl': averageOf(updated, 'approxKl'),
    'nudge/grad_norm': mean(updated.minibatches.map(({ gradNorm }) => gradNorm)),
    'nudge/response_length': meanLength(rollout),
    'nudge/distinct_4': distinct4(rollout),
    'val/num_eos_tokens': endedCount(rollout),
    lr: learningRate,
    episode: kit.episodes + scores.length,
    ...mismatch?.values,
    ...utilities(rollout, await kit.labelers()),
  };
}

/** CLIP_METRICS. */
export function clipValues(updated: Updated<GrpoMetric>): Values {
  const [low, high] = [averageOf(updated, 'clipLow'), averageOf(updated, 'clipHigh')];
  return {
    'clip_ratio/low_mean': low,
    'clip_ratio/high_mean': high,
    'clip_ratio/region_mean': low + high,
  };
}

/** GROUP_METRICS, of rewards of which `group` neighbours answer one prompt. */
export function groupValues(rewards: readonly number[], group: number): Values {
  const spreads = groupsOf(rewards, group).map(spread);
  return {
    // Equal numbers may have a mean that is off by a rounding.
    frac_reward_zero_std: mean(spreads.map((of) => Number(of < 1e-8))),
    'nudge/group_spread': mean(spreads),
  };
}

/** Rewards, a group of neighbours each. */
export function groupsOf(rewards: readonly number[], group: number): number[][] {
  return Array.from({ length: rewards.length / group }, (_, first) =>
    rewards.slice(first * group, (first + 1) * group),
  );
}

/** Standard deviation, N − 1 below; NaN of one. */
export function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** Mean over minibatches. */
export function averageOf({ minibatches }: Updated<GrpoMetric>, name: GrpoMetric): number {
  return mean(minibatches.map(({ loss }) => loss[name]));
}
