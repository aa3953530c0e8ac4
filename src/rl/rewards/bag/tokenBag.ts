/**
 * The plainest reward there is, beside the reward models: which tokens an answer has and how long it is, by a ridge regression
 * of what the rankings say (ridge.ts). A fine-tuned trunk learns a few rankings by heart; this one is held back by
 * cross-validation, errs elsewhere, and the mean of both is nearer to the taste than either (docs/rewardFit.md). Knows answers'
 * tokens and tiers; knows no prompt, no trunk and no GPU.
 */
import { fitRidge, type Rows } from './ridge.ts';
import { bagRow, vocabularyOf, type BagRow, type Vocabulary } from './vocabulary.ts';

/** A ranking as a bag sees it. */
export interface RankedAnswers {
  /** Tokens of each answer, without its prompt. */
  readonly answers: readonly (readonly number[])[];
  /** Tier of each, 0 best. */
  readonly tiers: readonly number[];
}

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

/** Of a bag that says nothing: all answers are alike to it. */
const SILENT: BagState = {
  tokens: [],
  weights: [],
  length: { weight: 0, mean: 0, spread: 1 },
  mean: 0,
  std: 1,
};

export class TokenBag {
  #state = SILENT;
  #vocabulary: Vocabulary<number> = vocabularyOf([]);
  #weights = new Float64Array(1);

  get state(): BagState {
    return this.#state;
  }

  set state(state: BagState) {
    this.#state = state;
    const { tokens, weights, length } = state;
    const { mean, spread } = length;
    this.#vocabulary = { places: new Map(tokens.map((token, place) => [token, place])), mean, spread };
    this.#weights = Float64Array.from([...weights, length.weight]);
  }

  /** False until it has learned something: what says nothing is no voice. */
  get speaks(): boolean {
    return this.#weights.some((weight) => weight !== 0);
  }

  /** Knows nothing any more. */
  forget(): void {
    this.state = SILENT;
  }

  /**
   * Learns rankings, from nothing each time: there is one answer and nothing to draw.
   * @throws RangeError where a number is not finite
   */
  learn(rankings: readonly RankedAnswers[]): void {
    const answers = rankings.flatMap((ranking) => ranking.answers);
    if (answers.length === 0) return this.forget();
    const vocabulary = vocabularyOf(answers);
    const dim = vocabulary.places.size + 1;
    const rows = answers.map((tokens) => bagRow(vocabulary, tokens));
    let first = 0;
    const ranked = rankings.map(({ tiers }) => ({ first: (first += tiers.length) - tiers.length, tiers }));
    const weights = [...fitRidge(sparseRows(rows, dim), ranked).weights];
    const { mean, spread } = vocabulary;
    this.state = {
      ...SILENT,
      tokens: [...vocabulary.places.keys()],
      weights: weights.slice(0, -1),
      length: { weight: weights[dim - 1], mean, spread },
    };
  }

  /** Sets mean and std so that these answers score 0 ± 1. */
  normalise(answers: readonly (readonly number[])[]): void {
    const raw = answers.map((tokens) => this.raw(tokens));
    const mean = raw.reduce((sum, score) => sum + score, 0) / raw.length;
    const square = raw.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, raw.length - 1);
    // One that finds all alike carries no order; dividing by its spread would only amplify noise.
    this.#state = { ...this.#state, mean, std: Math.max(Math.sqrt(square), 1e-3) };
  }

  /** Normalised score of an answer. */
  score(tokens: readonly number[]): number {
    return (this.raw(tokens) - this.#state.mean) / this.#state.std;
  }

  /** Before normalisation: from −1, worst of its ranking, to 1, as far as tokens and length tell. */
  raw(tokens: readonly number[]): number {
    const { columns, values } = bagRow(this.#vocabulary, tokens);
    return columns.reduce((sum, column, at) => sum + values[at] * this.#weights[column], 0);
  }
}

function sparseRows(rows: readonly BagRow[], dim: number): Rows {
  return {
    count: rows.length,
    dim,
    times: (weights) =>
      Float64Array.from(rows, ({ columns, values }) =>
        columns.reduce((sum, column, at) => sum + values[at] * weights[column], 0),
      ),
    transposed(given) {
      const out = new Float64Array(dim);
      for (const [row, { columns, values }] of rows.entries())
        for (const [at, column] of columns.entries()) out[column] += values[at] * given[row];
      return out;
    },
  };
}
