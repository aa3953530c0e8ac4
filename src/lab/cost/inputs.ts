/**
 * What people type as a number: 175e9, 175 B, 1,024, 1.5k; and what is wrong with it. Pure; the words are the page's.
 */

/** Multipliers as they are written behind a number; B is the American billion, as in "GPT-3 175B". */
const UNITS: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, B: 1e9, G: 1e9, T: 1e12 };

export interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

/** `missing`: nothing was typed. `unreadable`: no number. `infinite`: too large to compute with. */
export type NumberProblem = 'missing' | 'unreadable' | 'infinite' | 'small' | 'large' | 'whole';

export type ReadNumber =
  | { readonly value: number; readonly problem: null }
  | { readonly value: null; readonly problem: NumberProblem };

/** Reads a number and says what is wrong with it, if anything. */
export function readNumber(text: string, { least, most, whole = false }: Range): ReadNumber {
  const refuse = (problem: NumberProblem): ReadNumber => ({ value: null, problem });
  const typed = text.normalize('NFKC').replace(/[\s_]|,(?=\d{3}(?:\D|$))/g, '');
  if (typed === '') return refuse('missing');
  const [, digits, unit] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]?)$/i.exec(typed) ?? [];
  const times = unit === '' ? 1 : UNITS[unit ?? ''];
  if (digits === undefined || times === undefined) return refuse('unreadable');
  // 0.3 T is 300 billion, not one off in the last digit.
  const value = Number((Number(digits) * times).toPrecision(15));
  if (!Number.isFinite(value)) return refuse('infinite');
  if (value < least) return refuse('small');
  if (value > most) return refuse('large');
  if (whole && !Number.isInteger(value)) return refuse('whole');
  return { value, problem: null };
}
