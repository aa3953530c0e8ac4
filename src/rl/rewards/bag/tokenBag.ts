/**
 * The plainest reward there is, beside the reward models: which tokens an answer has and how long it is. A fine-tuned trunk
 * learns a few rankings by heart; this one is held back (learnBag.ts), errs elsewhere, and the mean of both is nearer to the
 * taste than either (docs/rewardFit.md). Knows an answer's tokens; knows no prompt, no ranking, no trunk and no GPU.
 */
import { bagRow, type Vocabulary } from './vocabulary.ts';

/** What a checkpoint keeps of it. */
export interface BagState {
  /** Token ids that it knows, and what each adds where an answer has it. */
  readonly tokens: readonly number[];
  readonly weights: readonly number[];
  /** What a spread of log length adds, and that length's mean and spread. */
  readonly length: { readonly weight: number; readonly mean: number; readonly spread: number };
  /** score = (raw − mean) / std over reference samples. */
  readonly mean: number;
  readonly std: number;
}

/** Normalised scores of answers. */
export function bagScores(bag: BagState, answers: readonly (readonly number[])[]): number[] {
  return rawScores(bag, answers).map((raw) => (raw - bag.mean) / bag.std);
}

/** The bag with mean and std such that these answers score 0 ± 1. */
export function normalisedBag(bag: BagState, answers: readonly (readonly number[])[]): BagState {
  const raw = rawScores(bag, answers);
  const mean = raw.reduce((sum, score) => sum + score, 0) / raw.length;
  const square = raw.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, raw.length - 1);
  // One that finds all alike carries no order; dividing by its spread would only amplify noise.
  return { ...bag, mean, std: Math.max(Math.sqrt(square), 1e-3) };
}

/** Before normalisation: from −1, worst of its ranking, to 1, as far as tokens and length tell. */
function rawScores({ tokens, weights, length }: BagState, answers: readonly (readonly number[])[]): number[] {
  const places = new Map(tokens.map((token, place) => [token, place]));
  const vocabulary: Vocabulary<number> = { places, mean: length.mean, spread: length.spread };
  const all = [...weights, length.weight];
  return answers.map((answer) => {
    const { columns, values } = bagRow(vocabulary, answer);
    return columns.reduce((sum, column, at) => sum + values[at] * all[column], 0);
  });
}
