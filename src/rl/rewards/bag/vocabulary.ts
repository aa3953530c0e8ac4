/**
 * Which of a text's parts (words, tokens) a bag counts, and how long a text is beside others. Pure; knows no ranking.
 */

/** A part is known from so many texts on: what one text alone has tells nothing of others. */
const LEAST = 2;

export interface Vocabulary<Part> {
  /** Column of each known part; that of the length comes behind the last. */
  readonly places: ReadonlyMap<Part, number>;
  /** Of log(1 + length) over the texts it was made of. */
  readonly mean: number;
  readonly spread: number;
}

/** One row of a bag: the columns that are not zero, and their values. */
export interface BagRow {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** @param size length of a text, where that is not the number of its parts */
export function vocabularyOf<Part>(
  texts: readonly (readonly Part[])[],
  size: (parts: readonly Part[]) => number = ({ length }) => length,
): Vocabulary<Part> {
  const counts = new Map<Part, number>();
  for (const parts of texts) for (const part of new Set(parts)) counts.set(part, (counts.get(part) ?? 0) + 1);
  const known = [...counts].filter(([, count]) => count >= LEAST).map(([part]) => part);
  const lengths = texts.map((parts) => Math.log(1 + size(parts)));
  const mean = lengths.reduce((sum, value) => sum + value, 0) / lengths.length;
  const square = lengths.reduce((sum, value) => sum + (value - mean) ** 2, 0) / lengths.length;
  return { places: new Map(known.map((part, place) => [part, place])), mean, spread: Math.sqrt(square) || 1 };
}

/** 1 for each known part that a text has, however often; and its log length, standardised. */
export function bagRow<Part>(
  { places, mean, spread }: Vocabulary<Part>,
  parts: readonly Part[],
  size: number = parts.length,
): BagRow {
  const columns = [...new Set(parts)].map((part) => places.get(part)).filter((place) => place !== undefined);
  return {
    columns: [...columns, places.size],
    values: [...columns.map(() => 1), (Math.log(1 + size) - mean) / spread],
  };
}
