/**
 * What a linear ranker sees of texts: words and pairs of words and length; a trunk's last state; a trunk's token embeddings and
 * which tokens there are. Families side by side weigh the same. Knows texts and tokens; knows no ranking.
 */
import { wordsOf } from '../../src/tastes/textMetrics.ts';
import type { Rows } from '../../src/rl/rewards/bag/ridge.ts';
import { sparseRows, type SparseRow } from '../../src/rl/rewards/bag/sparseRows.ts';
import { bagRow, vocabularyOf } from '../../src/rl/rewards/bag/vocabulary.ts';
import type { ReadText } from './texts.ts';

/** Rows of learned texts and of texts to score, in one space. */
export interface Space {
  readonly dim: number;
  readonly learned: Matrix;
  readonly scored: Matrix;
}

/** Sparse rows: of each its columns and their values. */
export interface Matrix {
  readonly columns: readonly ArrayLike<number>[];
  readonly values: readonly ArrayLike<number>[];
}

/** Words and pairs of neighbours, as there or not, punctuation among them, and log length: a bag of words. */
export function wordSpace(learned: readonly string[], scored: readonly string[]): Space {
  const words = (text: string) =>
    text.toLowerCase().match(/[\p{L}\p{N}£'’-]+|[^\s\p{L}\p{N}]/gu) ?? wordsOf(text);
  const grams = (text: string) => {
    const found = words(text);
    return [...found, ...found.slice(1).map((word, at) => `${found[at]} ${word}`)];
  };
  return bag(learned.map(grams), scored.map(grams), (found) => Math.ceil(found.length / 2));
}

/** Which tokens there are, and log length. */
export function tokenSpace(
  learned: readonly (readonly number[])[],
  scored: readonly (readonly number[])[],
): Space {
  return bag(learned, scored, (tokens) => tokens.length);
}

/** Rows of numbers as they are. @param learned [texts][dim] */
export function denseSpace(
  learned: readonly ArrayLike<number>[],
  scored: readonly ArrayLike<number>[],
): Space {
  const dim = learned[0].length;
  const columns = Array.from({ length: dim }, (_, column) => column);
  const matrix = (values: readonly ArrayLike<number>[]) => ({ values, columns: values.map(() => columns) });
  return { dim, learned: matrix(learned), scored: matrix(scored) };
}

/** The last state, what the reward model's own head sees. */
export function stateSpace(learned: readonly ReadText[], scored: readonly ReadText[]): Space {
  return denseSpace(
    learned.map(({ state }) => state),
    scored.map(({ state }) => state),
  );
}

/** `head+tokens`: the last state, the mean of the tokens' embeddings, and which tokens there are. @param set texts of a set */
export function stateAndTokens(
  learned: readonly ReadText[],
  scored: readonly ReadText[],
  set: number,
): Space {
  const embeddings = denseSpace(
    learned.map(({ embedding }) => embedding),
    scored.map(({ embedding }) => embedding),
  );
  const tokens = tokenSpace(
    learned.map((text) => text.tokens),
    scored.map((text) => text.tokens),
  );
  return beside([stateSpace(learned, scored), embeddings, tokens], set);
}

/** Spaces beside each other, each scaled so that rows differ from the mean of their set by 1 in root mean square. */
export function beside(spaces: readonly Space[], set: number): Space {
  const parts = spaces.map((space) => ({ ...space, scale: 1 / Math.sqrt(squareWithin(space, set)) }));
  const join = (of: 'learned' | 'scored'): Matrix => {
    const rows = parts[0][of].values.map((_, row) => {
      const [columns, values]: [number[], number[]] = [[], []];
      let before = 0;
      for (const part of parts) {
        const [at, number] = [part[of].columns[row], part[of].values[row]];
        for (let i = 0; i < at.length; i++) {
          columns.push(before + at[i]);
          values.push(number[i] * part.scale);
        }
        before += part.dim;
      }
      return { columns: Int32Array.from(columns), values: Float64Array.from(values) };
    });
    return { columns: rows.map(({ columns }) => columns), values: rows.map(({ values }) => values) };
  };
  const dim = spaces.reduce((sum, space) => sum + space.dim, 0);
  return { dim, learned: join('learned'), scored: join('scored') };
}

/** Rows as the ridge multiplies them. */
export function rowsOf(matrix: Matrix, dim: number): Rows {
  return sparseRows(sparseOf(matrix), dim);
}

/** The same one by one. */
export function sparseOf({ columns, values }: Matrix): SparseRow[] {
  return values.map((own, row) => ({ columns: columns[row], values: own }));
}

function bag<Gram extends string | number>(
  learned: readonly (readonly Gram[])[],
  scored: readonly (readonly Gram[])[],
  size: (grams: readonly Gram[]) => number,
): Space {
  const vocabulary = vocabularyOf(learned, size);
  const matrix = (texts: readonly (readonly Gram[])[]): Matrix => {
    const rows = texts.map((grams) => bagRow(vocabulary, grams, size(grams)));
    return { columns: rows.map(({ columns }) => columns), values: rows.map(({ values }) => values) };
  };
  return { dim: vocabulary.places.size + 1, learned: matrix(learned), scored: matrix(scored) };
}

/** Mean square of a learned row less the mean of its set. */
function squareWithin({ dim, learned }: Space, set: number): number {
  let sum = 0;
  for (let first = 0; first < learned.values.length; first += set) {
    const mean = new Float64Array(dim);
    for (let row = first; row < first + set; row++) {
      const [columns, values] = [learned.columns[row], learned.values[row]];
      for (let i = 0; i < columns.length; i++) {
        mean[columns[i]] += values[i] / set;
        sum += values[i] ** 2;
      }
    }
    for (const value of mean) sum -= set * value ** 2;
  }
  return sum / learned.values.length || 1;
}
