/**
 * Whether probabilities mean what they say: of pairs that a ranking orders, how sure the reward model was of the answer that
 * it favours, and how often that one was ranked better (DeGroot and Fienberg 1983; Guo et al. 2017). Pure.
 */
import { orderedPairs, shareInterval, type PairTally, type ScoredRanking } from '../agreement.ts';

/** Of the favoured answer, from a toss-up to certainty: five of equal width. */
export const BINS = 5;

/** What a bin's pairs add up to. */
export interface BinTally extends PairTally {
  /** Σ of the predicted probabilities. */
  readonly predicted: number;
}

export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
  /** Mean predicted probability of the favoured answer; NaN without pairs. */
  readonly predicted: number;
  /** Share of pairs in which it was ranked better, equal scores counted as half; NaN without pairs. */
  readonly observed: number;
  /** 95 % (Wilson, see shareInterval); null without pairs. */
  readonly interval: readonly [low: number, high: number] | null;
}

const NONE: BinTally = { pairs: 0, right: 0, predicted: 0 };

/**
 * The bins of one ranking's ordered pairs. Tied answers make no pair.
 * @param logits before normalisation: P(i is better than j) = σ(logit_i − logit_j)
 */
export function tallyBins(
  tiers: ScoredRanking['tiers'],
  logits: ScoredRanking['scores'],
): readonly BinTally[] {
  const bins = Array.from({ length: BINS }, () => ({ ...NONE }));
  for (const [better, worse] of orderedPairs(tiers)) {
    const difference = logits[better] - logits[worse];
    const sure = 1 / (1 + Math.exp(-Math.abs(difference)));
    const bin = bins[Math.min(BINS - 1, Math.floor((sure - 0.5) * 2 * BINS))];
    bin.pairs += 1;
    bin.predicted += sure;
    bin.right += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
  }
  return bins;
}

export function addBins(all: readonly (readonly BinTally[])[]): readonly BinTally[] {
  return Array.from({ length: BINS }, (_, at) =>
    all.reduce(
      (sum, bins) => ({
        pairs: sum.pairs + bins[at].pairs,
        right: sum.right + bins[at].right,
        predicted: sum.predicted + bins[at].predicted,
      }),
      NONE,
    ),
  );
}

/** Expected calibration error: mean over pairs of how far a bin's share is from its mean probability; NaN without pairs. */
export function calibrationError(bins: readonly BinTally[]): number {
  const pairs = bins.reduce((sum, bin) => sum + bin.pairs, 0);
  return bins.reduce((sum, { right, predicted }) => sum + Math.abs(right - predicted), 0) / pairs;
}

/** @param prompts bins of each prompt's pairs */
export function calibrationBins(prompts: readonly (readonly BinTally[])[]): readonly CalibrationBin[] {
  return addBins(prompts).map(({ pairs, right, predicted }, at) => ({
    low: 0.5 + at / (2 * BINS),
    high: 0.5 + (at + 1) / (2 * BINS),
    pairs,
    predicted: predicted / pairs,
    observed: right / pairs,
    interval: shareInterval(prompts.map((bins) => bins[at])),
  }));
}
