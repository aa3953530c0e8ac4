/**
 * The formulas of a token with its own numbers in them: symbols, the same with numbers, and what they come to beside what
 * the engine has. Each piece says which quantity it is, and of which token, so that it can be lit with its column. Knows
 * mathematics, which is the same in every language. Pure.
 */
import type { InspectedCredit } from '../../../../rl/runs/inspection.ts';
import { agrees } from '../../../../rl/runs/tokenTerms.ts';
import { fixed } from '../../../text/format.ts';
import type { Quantity, TokenRow } from './tokenRows.ts';

export type FormulaId =
  | 'kl'
  | 'k3'
  | 'attribution'
  | 'reward'
  | 'whitenedReward'
  | 'delta'
  | 'advantage'
  | 'whitened'
  | 'ratio'
  | 'clip'
  | 'importance'
  | 'answerReward'
  | 'baseline'
  | 'spread'
  | 'answerAdvantage'
  | 'normalised'
  | 'pull'
  | 'answerRatio'
  | 'loss'
  | 'klLoss';

/** A part of a formula as it is written. */
export interface Piece {
  readonly text: string;
  /** What it is; left out for signs and settings. */
  readonly term?: Quantity;
  /** Of the token that comes next. */
  readonly next?: true;
}

export interface Formula {
  readonly id: FormulaId;
  /** The quantity on its left. */
  readonly of: Quantity;
  readonly symbols: readonly Piece[];
  readonly numbers: readonly Piece[];
  /** What the numbers come to. */
  readonly result: number;
  /** What the engine has, where it has it. */
  readonly told: number | null;
  /** Whether both are the same to what single precision can tell; null where there is nothing to compare with. */
  readonly agrees: boolean | null;
}

const DIGITS = 3;
/** A number, and a negative one in brackets: it stands behind a sign. */
export function bracketed(value: number, digits = DIGITS): string {
  const text = fixed(value, digits);
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `(${text})` : text;
}

export const number = (value: number): string => bracketed(value);
export const plain = (text: string): Piece => ({ text });
export const term = (of: Quantity, text: string): Piece => ({ text, term: of });
const next = (of: Quantity, text: string): Piece => ({ text, term: of, next: true });

/** What a formula is made of before it is compared. */
export interface Written {
  readonly id: FormulaId;
  readonly of: Quantity;
  readonly symbols: readonly Piece[];
  readonly numbers: readonly Piece[];
  readonly result: number;
  readonly told?: number | null;
}

/** With what the engine has for it. */
export function written({ told = null, ...formula }: Written): Formula {
  return { ...formula, told, agrees: told === null ? null : agrees(formula.result, told) };
}

/** All that hold of a token by now: before the score, and without credit, of what was read of it. */
export function formulasOf(
  row: TokenRow,
  credit: InspectedCredit | null,
  before: { readonly attribution: number | null },
): readonly Formula[] {
  const { terms, kl } = row;
  if (row.logp === null || row.logpRef === null) return [];
  if (!terms || !credit) {
    const told = kl === null ? [] : leash(row.logp, row.logpRef, kl, Math.expm1(-kl) + kl);
    return [...told, ...attributionOf(row, before.attribution)];
  }
  return [
    ...leash(row.logp, row.logpRef, terms.kl, terms.k3),
    ...attributionOf(row, before.attribution),
    ...rewardOf(terms, credit),
    ...advantageOf(terms, credit),
    ...importanceOf(row, terms, credit),
    ...updateOf(row.logp, terms, credit),
  ];
}

type Terms = NonNullable<TokenRow['terms']>;

function leash(logp: number, logpRef: number, kl: number, k3: number): Formula[] {
  return [
    written({
      id: 'kl',
      of: 'kl',
      symbols: [plain('k₁ = '), term('logp', 'log π'), plain(' − '), term('logpRef', 'log π_ref')],
      numbers: [term('logp', number(logp)), plain(' − '), term('logpRef', number(logpRef))],
      result: kl,
    }),
    written({
      id: 'k3',
      of: 'kl',
      symbols: [plain('k₃ = e^(−'), term('kl', 'k₁'), plain(') − 1 + '), term('kl', 'k₁')],
      numbers: [plain('e^(−'), term('kl', number(kl)), plain(') − 1 + '), term('kl', number(kl))],
      result: k3,
    }),
  ];
}

/** @param before score of the text before the token */
function attributionOf({ attribution }: TokenRow, before: number | null): Formula[] {
  if (attribution === null || before === null) return [];
  return [
    written({
      id: 'attribution',
      of: 'attribution',
      symbols: [term('attribution', 'a'), plain(' = s(…t) − s(…t−1)')],
      numbers: [plain(`${number(before + attribution)} − ${number(before)}`)],
      result: attribution,
    }),
  ];
}

/** Of a token that was not drawn by the weights that are trained. */
export function importanceOf(
  { mismatch }: Pick<TokenRow, 'mismatch'>,
  { importance }: Pick<Terms, 'importance'>,
  { importanceCap }: Pick<InspectedCredit, 'importanceCap'>,
): Formula[] {
  if (mismatch === null || importance === null) return [];
  return [
    written({
      id: 'importance',
      of: 'mismatch',
      symbols: [plain('w = min(e^('), term('mismatch', 'log π − log π_sampler'), plain('), C)')],
      numbers: [
        plain('min(e^('),
        term('mismatch', number(mismatch)),
        plain(`), ${fixed(importanceCap, 2)})`),
      ],
      result: importance,
    }),
  ];
}

/** What the reward charges of the KL, as it is written. */
export const ESTIMATES = { k1: 'k₁', k2: '½·k₁²', k3: 'k₃' } as const;

function rewardOf(terms: Terms, { beta, estimator, whitenedRewards: by }: InspectedCredit): Formula[] {
  const reward = written({
    id: 'reward',
    of: 'reward',
    symbols: [
      term('reward', 'r'),
      plain(' = −β·'),
      term('kl', ESTIMATES[estimator]),
      plain(' + '),
      term('attribution', 's'),
      plain('·[t = T]'),
    ],
    numbers: [
      plain(`−${fixed(beta, DIGITS)}·`),
      term('kl', number(terms.estimate)),
      plain(' + '),
      term('attribution', number(terms.earned)),
    ],
    result: terms.reward,
  });
  if (!by) return [reward];
  return [
    reward,
    written({
      id: 'whitenedReward',
      of: 'reward',
      symbols: [plain('r ← ('), term('reward', 'r'), plain(' − μ) ÷ σ + μ')],
      numbers: [
        plain('('),
        term('reward', number(terms.reward)),
        plain(` − ${number(by.mean)}) ÷ ${fixed(by.sd, DIGITS)} + ${number(by.mean)}`),
      ],
      result: terms.usedReward,
    }),
  ];
}

function advantageOf(terms: Terms, { gamma, lambda, whitenedAdvantages: by }: InspectedCredit): Formula[] {
  const raw = written({
    id: 'advantage',
    of: 'advantage',
    symbols: [
      term('advantage', 'A'),
      plain(' = '),
      term('delta', 'δ'),
      plain(' + γλ·'),
      next('advantage', 'A′'),
    ],
    numbers: [
      term('delta', number(terms.delta)),
      plain(` + ${fixed(gamma * lambda, DIGITS)}·`),
      next('advantage', number(terms.nextAdvantage)),
    ],
    result: terms.rawAdvantage,
    told: by ? null : terms.toldAdvantage,
  });
  const delta = written({
    id: 'delta',
    of: 'delta',
    symbols: [
      term('delta', 'δ'),
      plain(' = '),
      term('reward', 'r'),
      plain(' + γ·'),
      next('value', 'V′'),
      plain(' − '),
      term('value', 'V'),
    ],
    numbers: [
      term('reward', number(terms.usedReward)),
      plain(` + ${fixed(gamma, 2)}·`),
      next('value', number(terms.nextValue)),
      plain(' − '),
      term('value', number(terms.value)),
    ],
    result: terms.delta,
  });
  if (!by) return [delta, raw];
  return [
    delta,
    raw,
    written({
      id: 'whitened',
      of: 'advantage',
      symbols: [plain('Â = ('), term('advantage', 'A'), plain(' − μ) ÷ σ')],
      numbers: [
        plain('('),
        term('advantage', number(terms.rawAdvantage)),
        plain(` − ${number(by.mean)}) ÷ ${fixed(by.sd, DIGITS)}`),
      ],
      result: terms.advantage,
      told: terms.toldAdvantage,
    }),
  ];
}

function updateOf(logp: number, terms: Terms, credit: InspectedCredit): Formula[] {
  const { clip, dualClip, whitenedAdvantages } = credit;
  const { ratio, clippedRatio, loss, toldAdvantage } = terms;
  if (ratio === null || clippedRatio === null || loss === null) return [];
  const symbol = whitenedAdvantages ? 'Â' : 'A';
  const A = number(toldAdvantage);
  const isDual = dualClip > 0 && toldAdvantage < 0;
  return [
    ratioOf(logp, ratio),
    written({
      id: 'clip',
      of: 'ratio',
      symbols: [
        plain(isDual ? `L = min(−c·${symbol}, max(−` : 'L = max(−'),
        term('advantage', symbol),
        plain('·'),
        term('ratio', 'ρ'),
        plain(', −'),
        term('advantage', symbol),
        plain('·clip('),
        term('ratio', 'ρ'),
        plain(isDual ? ', 1 ± ε)))' : ', 1 ± ε))'),
      ],
      numbers: [
        plain(isDual ? `min(${number(-dualClip * toldAdvantage)}, max(−` : 'max(−'),
        term('advantage', A),
        plain('·'),
        term('ratio', number(ratio)),
        plain(', −'),
        term('advantage', A),
        plain('·'),
        term('ratio', number(clippedRatio)),
        plain(isDual ? `)), ε = ${fixed(clip, 2)}, c = ${fixed(dualClip, 2)}` : `), ε = ${fixed(clip, 2)}`),
      ],
      result: loss,
    }),
  ];
}

/** @param logp before the update @param ratio after it */
export function ratioOf(logp: number, ratio: number): Formula {
  return written({
    id: 'ratio',
    of: 'ratio',
    symbols: [term('ratio', 'ρ'), plain(' = e^('), plain('log π_new − '), term('logp', 'log π'), plain(')')],
    numbers: [plain(`e^(${number(logp + Math.log(ratio))} − `), term('logp', number(logp)), plain(')')],
    result: ratio,
  });
}
