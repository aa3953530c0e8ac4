/** The table of venues that retrieval looks things up in: its rows, how they are checked, how a row reads. Pure. */

/** A row. Prices are whole pounds for a dinner; dates are ISO. */
export interface Venue {
  readonly name: string;
  readonly food: string;
  readonly dish: string;
  readonly price: number;
  readonly opened: string;
}

export type Column = keyof Venue;

export const COLUMNS = ['name', 'food', 'dish', 'price', 'opened'] as const satisfies readonly Column[];

/** A row as it is typed. */
export type TypedVenue = Readonly<Record<Column, string>>;

/** What is wrong with a typed row. */
export type VenueProblem =
  | { readonly kind: 'empty' | 'long'; readonly column: Column }
  | { readonly kind: 'sign'; readonly column: Column; readonly sign: string }
  | { readonly kind: 'price' | 'date'; readonly typed: string }
  | { readonly kind: 'duplicate'; readonly name: string }
  | { readonly kind: 'full' };

/** Longest text in a column: a row must leave room for the rest of a dialogue. */
export const LONGEST = 24;
export const MOST_VENUES = 200;
export const MOST_PRICE = 9999;

/**
 * A typed row as a row of the table, or what is wrong with it.
 * @param others the rows beside which it is to stand
 */
export function readVenue(typed: TypedVenue, others: readonly Venue[]): Venue | VenueProblem {
  const texts = Object.fromEntries(
    COLUMNS.map((column) => [column, typed[column].trim().replace(/\s+/g, ' ')]),
  ) as Record<Column, string>;
  for (const column of COLUMNS) {
    if (texts[column] === '') return { kind: 'empty', column };
    if (Array.from(texts[column]).length > LONGEST) return { kind: 'long', column };
    const sign = /[;|]/.exec(texts[column]);
    if (sign) return { kind: 'sign', column, sign: sign[0] };
  }
  const price = Number(texts.price);
  if (!Number.isInteger(price) || price < 0 || price > MOST_PRICE)
    return { kind: 'price', typed: texts.price };
  if (dayOf(texts.opened) === null) return { kind: 'date', typed: texts.opened };
  const same = others.find(({ name }) => folded(name) === folded(texts.name));
  if (same) return { kind: 'duplicate', name: same.name };
  if (others.length >= MOST_VENUES) return { kind: 'full' };
  return { ...texts, price };
}

/** Whether {@link readVenue} found something wrong. */
export function isProblem(read: Venue | VenueProblem): read is VenueProblem {
  return 'kind' in read;
}

/** A row as tools give it. */
export function rowText({ name, food, dish, price, opened }: Venue): string {
  return `${name}; food ${food}; dish ${dish}; price ${price}; opened ${opened}`;
}

/** A name as it is compared: case, spaces, signs and a leading article do not count. */
export function folded(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the (?=.)/, '');
}

const DAY = 86_400_000;

/** Days of an ISO date since 1970-01-01, or null for what is no date: 2023-02-30 neither. */
export function dayOf(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  // Years below 100 are read as of the last century, and a day too many runs into the next month.
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.getTime() / DAY
    : null;
}

/** The ISO date of a day. */
export function isoOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
