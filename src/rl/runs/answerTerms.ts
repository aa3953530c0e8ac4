/**
 * The numbers of methods that give a whole answer one advantage, put into their formulas: what an answer is compared with,
 * what comes of that, and the loss of each of its tokens. Recomputed from what the answers earned, so that a person can see
 * it agree with the engine's own advantage: REINFORCE (Williams 1992), RLOO (Ahmadian et al. 2024), GRPO (Shao et al. 2024),
 * the losses of gpu/kernels/grpo. Knows numbers only; knows no GPU and no words. Pure.
 */
import type { InspectedAnswer, InspectedWhole, Whitening } from './inspection.ts';
import { difference, estimateOf } from './tokenTerms.ts';

/** What RLOO adds to the spread that it divides advantages by. */
const RLOO_EPSILON = 1e-4;

/** An answer's advantage, part by part; a part that its method does not have is null. */
export interface AdvantageTerms {
  readonly earned: number;
  /** β and KL that its reward is charged. */
  readonly charged: { readonly beta: number; readonly kl: number } | null;
  /** earned − β·kl: what is compared. */
  readonly reward: number;
  /** What it is compared with: the others, or all with itself. */
  readonly compared: readonly number[] | null;
  /** Their mean, or the method's own number. */
  readonly baseline: number | null;
  /** By what the difference is divided: √(squares ÷ below) + epsilon. */
  readonly spread: { readonly squares: number; readonly below: number; readonly epsilon: number } | null;
  /** β and Σ over tokens from this one on of log π − log π_ref, where tokens are the actions. */
  readonly paid: { readonly beta: number; readonly kl: number } | null;
  /** Before whitening. */
  readonly rawAdvantage: number;
  /** What RLOO's advantages lose and are divided by, all of a batch alike. */
  readonly whitening: Whitening | null;
  readonly advantage: number;
}

/**
 * How answer `row` of the rollout came by its advantage; null of a method that is not among those above.
 * @param told the engine's advantage of the token @param gaps log π − log π_ref of its tokens @param at the token
 */
export function advantageTerms(
  whole: InspectedWhole,
  row: number,
  { told, gaps, at }: { readonly told: number; readonly gaps: readonly number[]; readonly at: number },
): AdvantageTerms | null {
  const { settings } = whole;
  switch (settings.algorithm) {
    case 'reinforce':
      return ofReinforce(whole, row, told);
    case 'rloo':
      return settings.rlooUnit === 'answer' ? ofRloo(whole, row) : ofRlooToken(whole, row, gaps.slice(at));
    case 'grpo':
      return ofGrpo(whole, row);
    default:
      return null;
  }
}

const NONE = { charged: null, compared: null, baseline: null, spread: null, paid: null, whitening: null };

/** R = r − β·KL, and A = R − b. A moving average is not known behind its batch: b is what the engine took off. */
function ofReinforce(whole: InspectedWhole, row: number, told: number): AdvantageTerms {
  const { reward, rewards, charged } = charge(whole, row);
  const { baseline: by } = whole.settings;
  const compared = by === 'mean' ? rewards : by === 'leaveOut' ? without(rewards, row) : null;
  // Alone in its batch an answer has nobody to be compared with.
  const alone = by === 'none' ? 0 : reward - told;
  const baseline = compared === null ? alone : compared.length === 0 ? 0 : mean(compared);
  const advantage = reward - baseline;
  const shown = by === 'none' ? null : baseline;
  const others = compared?.length ? compared : null;
  return {
    ...NONE,
    earned: whole.earned[row],
    charged,
    reward,
    compared: others,
    baseline: shown,
    rawAdvantage: advantage,
    advantage,
  };
}

/** The others to the same prompt are the baseline. */
function ofRloo(whole: InspectedWhole, row: number): AdvantageTerms {
  const { reward, rewards, charged } = charge(whole, row);
  const { groupSize, normaliseAdvantages } = whole.settings;
  const raw = rewards.map((one, at) => one - mean(othersOf(rewards, at, groupSize)));
  const { mean: middle, sd } = spreadOf(raw);
  const whitening = normaliseAdvantages ? { mean: middle, sd: sd + RLOO_EPSILON } : null;
  const compared = othersOf(rewards, row, groupSize);
  return {
    ...NONE,
    earned: whole.earned[row],
    charged,
    reward,
    compared,
    baseline: mean(compared),
    whitening,
    rawAdvantage: raw[row],
    advantage: whitening ? (raw[row] - whitening.mean) / whitening.sd : raw[row],
  };
}

/** The baseline knows no KL, and each token pays for what comes from it on. @param gaps from the token on */
function ofRlooToken(
  { earned, settings }: InspectedWhole,
  row: number,
  gaps: readonly number[],
): AdvantageTerms {
  const { klCoefficient: beta, groupSize } = settings;
  const compared = othersOf(earned, row, groupSize);
  const paid = { beta, kl: gaps.reduce((sum, gap) => sum + gap, 0) };
  const baseline = mean(compared);
  const advantage = earned[row] - baseline - beta * paid.kl;
  return {
    ...NONE,
    earned: earned[row],
    reward: earned[row],
    compared,
    baseline,
    paid,
    rawAdvantage: advantage,
    advantage,
  };
}

/** Its distance to the mean of its group, by the spread of the group or of the batch. */
function ofGrpo({ earned, settings }: InspectedWhole, row: number): AdvantageTerms {
  const { groupSize, scaleRewards, spreadEpsilon: epsilon } = settings;
  const group = groupOf(earned, row, groupSize);
  const baseline = mean(group);
  const by = scaleRewards === 'batch' ? earned : group;
  const squares = by.reduce((sum, one) => sum + (one - mean(by)) ** 2, 0);
  const spread = scaleRewards === 'none' ? null : { squares, below: by.length - 1, epsilon };
  const divisor = spread ? Math.sqrt(squares / spread.below) + epsilon : 1;
  // A group that earns all the same: its mean may be off by a rounding.
  const same = group.every((one) => one === group[0]);
  const advantage = same ? 0 : (earned[row] - baseline) / divisor;
  return {
    ...NONE,
    earned: earned[row],
    reward: earned[row],
    compared: group,
    baseline,
    spread,
    rawAdvantage: advantage,
    advantage,
  };
}

/** Rewards that the KL of whole answers is taken off. */
function charge({ earned, kl, settings }: InspectedWhole, row: number) {
  const { klCoefficient: beta } = settings;
  const rewards = earned.map((one, at) => one - beta * kl[at]);
  return { rewards, reward: rewards[row], charged: { beta, kl: kl[row] } };
}

/** The loss of one token after the update, before its share; ratio and bounds are null of a loss without a ratio. */
export interface LossTerms {
  /** log π after the update. */
  readonly logp: number;
  /** ρ of the token, or of its whole answer. */
  readonly ratio: number | null;
  readonly bounded: number | null;
  readonly loss: number;
  /** Whether it pulls no further; null where nothing is clipped. */
  readonly clipped: boolean | null;
  /** The estimate of the KL that is charged in the loss, and by what ratio it is corrected (1: by none). */
  readonly kl: number;
  readonly correction: number;
}

/** Of every token of an answer; none before the update. */
export function lossTermsOf(answer: InspectedAnswer, { loss }: InspectedWhole): readonly LossTerms[] {
  const { pulled, logpAfter } = answer;
  if (!pulled || !logpAfter) return [];
  const drifts = logpAfter.map((after, at) => after - pulled.logp[at]);
  const drift = drifts.reduce((sum, one) => sum + one, 0);
  const ofAnswer = { sequence: drift / drifts.length, sequenceToken: drift / drifts.length, response: drift };
  return logpAfter.map((logp, at) => {
    const told = loss.term in ofAnswer ? ofAnswer[loss.term as keyof typeof ofAnswer] : drifts[at];
    const ratio = Math.exp(difference(told, 0));
    const kl = estimateOf(difference(logp, pulled.logpRef[at]), loss.estimator);
    const of = { logp, kl, correction: loss.corrected ? ratio : 1 };
    return { ...of, ...termOf(pulled.advantages[at], ratio, logp, loss) };
  });
}

function termOf(A: number, ratio: number, logp: number, loss: InspectedWhole['loss']) {
  const bounded = Math.max(1 - loss.low, Math.min(1 + loss.high, ratio));
  switch (loss.term) {
    case 'plain':
      return { ratio: null, bounded: null, loss: -A * logp, clipped: null };
    case 'soft': {
      const tau = A > 0 ? loss.positive : loss.negative;
      return {
        ratio,
        bounded: null,
        loss: (-A * 4) / tau / (1 + Math.exp(-tau * (ratio - 1))),
        clipped: null,
      };
    }
    case 'stopped':
      return { ratio, bounded, loss: -A * bounded * logp, clipped: bounded !== ratio };
    default: {
      const [free, bound] = [-A * ratio, -A * bounded];
      const most = loss.cap > 0 && A < 0 ? -loss.cap * A : Infinity;
      const value = Math.min(most, Math.max(free, bound));
      return { ratio, bounded, loss: value, clipped: bound > free || free > most };
    }
  }
}

function groupOf(values: readonly number[], row: number, size: number): readonly number[] {
  const first = row - (row % size);
  return values.slice(first, first + size);
}

function othersOf(values: readonly number[], row: number, size: number): readonly number[] {
  return without(groupOf(values, row, size), row % size);
}

function without(values: readonly number[], at: number): readonly number[] {
  return values.filter((_, index) => index !== at);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** N − 1 below. */
function spreadOf(values: readonly number[]): Whitening {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return { mean: middle, sd: Math.sqrt(squares / (values.length - 1)) };
}
