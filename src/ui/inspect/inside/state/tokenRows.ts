/**
 * An answer as rows, one a token, of all quantities that are known of it; how strongly each colours a token, and the curve
 * that it is a part of. Knows numbers; knows no words and no React. Pure.
 */
import { csvCell } from '../../../../files/csv.ts';
import { lossTermsOf } from '../../../../rl/runs/answerTerms.ts';
import type { InspectedAnswer, InspectedCredit, InspectedWhole } from '../../../../rl/runs/inspection.ts';
import { termsOf, type TokenTerms } from '../../../../rl/runs/tokenTerms.ts';

/** Whatever a token can be coloured by, in the order of the table's columns. */
export const QUANTITIES = [
  'logp',
  'logpRef',
  'kl',
  'reward',
  'attribution',
  'value',
  'delta',
  'advantage',
  'ratio',
] as const;
/** And of an answer that was not sampled by the weights that are trained, and of one that is learned from as a whole. */
export const ALL_QUANTITIES = [...QUANTITIES, 'mismatch', 'pull'] as const;
export type Quantity = (typeof ALL_QUANTITIES)[number];

/** Those that an answer has, or will have. */
export function quantitiesOf(rows: readonly TokenRow[]): readonly Quantity[] {
  const known = (name: Quantity) => rows.some((row) => row[name] !== null);
  // A loss of whole answers has no value, and no reward of a token.
  if (known('pull')) return ALL_QUANTITIES.filter(known);
  return known('mismatch') ? [...QUANTITIES, 'mismatch'] : QUANTITIES;
}

/** What can be known of an answer that no iteration sampled to learn from. */
export function readQuantities(rows: readonly TokenRow[]): readonly Quantity[] {
  return QUANTITIES.filter((name) => rows.some((row) => row[name] !== null));
}

/** The curve that has to do with a quantity, by its chart's id. */
export const CHART_OF: Readonly<Record<Quantity, string | null>> = {
  logp: 'entropy',
  logpRef: null,
  kl: 'kl',
  reward: 'reward',
  attribution: 'reward',
  value: 'valueLoss',
  delta: null,
  advantage: null,
  ratio: 'clipFraction',
  mismatch: 'sampler',
  pull: null,
};

export interface TokenRow extends Readonly<Record<Quantity, number | null>> {
  readonly at: number;
  readonly text: string;
  /** All parts of its formulas; null before the score. */
  readonly terms: TokenTerms | null;
  readonly clipped: boolean | null;
}

/**
 * @param credit null before the score, and of answers that no method gave credit
 * @param whole of a method whose loss is of whole answers
 */
export function rowsOf(
  answer: InspectedAnswer,
  credit: InspectedCredit | null,
  whole?: InspectedWhole,
): readonly TokenRow[] {
  const losses = whole ? lossTermsOf(answer, whole) : [];
  const all = credit ? termsOf(answer, credit) : [];
  const { columns, pulled, read, attribution, sampled, logpAfter } = answer;
  const told = columns ?? pulled ?? read;
  return answer.tokens.map((text, at) => {
    const terms = all[at] ?? null;
    return {
      at,
      text,
      terms,
      logp: told?.logp[at] ?? null,
      logpRef: told?.logpRef[at] ?? null,
      kl: terms?.kl ?? (told ? told.logp[at] - told.logpRef[at] : null),
      reward: terms?.reward ?? null,
      attribution: attribution?.parts[at] ?? null,
      value: terms?.value ?? null,
      delta: terms?.delta ?? null,
      advantage: terms?.toldAdvantage ?? pulled?.advantages[at] ?? null,
      ratio: terms?.ratio ?? (pulled && logpAfter ? Math.exp(logpAfter[at] - pulled.logp[at]) : null),
      mismatch: told && sampled ? told.logp[at] - sampled[at] : null,
      pull: pulled?.pulls[at] ?? null,
      clipped: terms?.clipped ?? losses.at(at)?.clipped ?? null,
    };
  });
}

/** A quantity's middle, where a token has no colour, and how far from it the colour is full. */
export interface Scale {
  readonly middle: number;
  readonly full: number;
}

/** Nats of KL at which the colour is full, as in the comparison. */
const FULL_KL = 2;

/** Fixed for KL and ratio, which have a scale of their own; for others the largest of the answer. */
export function scaleOf(rows: readonly TokenRow[], quantity: Quantity, clip: number): Scale {
  if (quantity === 'kl') return { middle: 0, full: FULL_KL };
  if (quantity === 'ratio') return { middle: 1, full: clip };
  const sizes = rows.map((row) => Math.abs(row[quantity] ?? 0));
  return { middle: 0, full: Math.max(1e-6, ...sizes) };
}

/** Share of full colour, −1 to 1; 0 where the quantity is not known. */
export function shareOf(value: number | null, { middle, full }: Scale): number {
  if (value === null || !Number.isFinite(value)) return 0;
  return Math.max(-1, Math.min(1, (value - middle) / full));
}

/** A header and a line a token; what is not known is left empty. */
export function tokensCsv(iteration: number, answer: number, rows: readonly TokenRow[]): string {
  const quantities = quantitiesOf(rows);
  const header = ['iteration', 'answer', 'position', 'token', ...quantities, 'clipped'];
  const lines = rows.map((row) => [
    iteration,
    answer + 1,
    row.at + 1,
    row.text,
    ...quantities.map((name) => row[name] ?? ''),
    row.clipped === null ? '' : String(row.clipped),
  ]);
  return [header, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}
