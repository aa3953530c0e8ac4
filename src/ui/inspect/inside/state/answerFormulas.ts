/**
 * The formulas of methods that give a whole answer one advantage, with its own numbers in them: what it earned, what it is
 * compared with, the advantage, the pull on a token, and after the update the token's loss. Symbols as in
 * gpu/kernels/grpo/grpo.ts. Knows mathematics, which is the same in every language. Pure.
 */
import type { Inspection, InspectedAnswer, InspectedWhole } from '../../../../rl/runs/inspection.ts';
import { advantageTerms, lossTermsOf } from '../../../../rl/runs/answerTerms.ts';
import { fixed } from '../../../text/format.ts';
import { advantageOf } from './advantageFormulas.ts';
import { importanceOf, number, plain, term, written, type Formula, type Piece } from './formulas.ts';
import { lossOf } from './lossFormulas.ts';
import type { TokenRow } from './tokenRows.ts';

/** All that hold of a token of an answer that is learned from as a whole; none where it is not, or not yet. */
export function answerFormulas(
  { whole, answers }: Inspection,
  answer: number,
  row: TokenRow | undefined,
): readonly Formula[] {
  const open = answers[answer];
  const { pulled } = open;
  if (!whole || !pulled || !row) return [];
  const told = pulled.advantages[row.at];
  const gaps = pulled.logp.map((logp, at) => logp - pulled.logpRef[at]);
  const terms = advantageTerms(whole, answer, { told, gaps, at: row.at });
  const after = lossTermsOf(open, whole).at(row.at);
  const { importanceCap } = whole.settings;
  const weight =
    row.mismatch === null || importanceCap === 0 ? null : Math.min(importanceCap, Math.exp(row.mismatch));
  return [
    ...(terms ? advantageOf(terms, whole, told) : []),
    ...importanceOf(row, { importance: weight }, { importanceCap }),
    ...pullOf(row, open, whole, told),
    ...(after ? lossOf(after, { row, open, told }, whole) : []),
  ];
}

/** The slope of the KL in the loss, as it is written. */
const SLOPES = { k1: '1', k2: 'k₁', k3: '(1 − e^(−k₁))' } as const;

/**
 * What the loss does to the token before the first step. Left out where its factor is made of a whole answer's: of weights for
 * another sampler, and of a KL that is corrected by the ratio.
 */
function pullOf(row: TokenRow, open: InspectedAnswer, whole: InspectedWhole, told: number): Formula[] {
  const { loss, lengths } = whole;
  if (row.pull === null || row.kl === null || row.mismatch !== null || loss.corrected) return [];
  const [total, tokens] = [lengths.reduce((sum, of) => sum + of, 0), open.tokens.length];
  const [share, shares] = {
    sequence: ['n', String(tokens)],
    token: ['(Σn ÷ N)', `(${total} ÷ ${lengths.length})`],
    constant: ['C', fixed(loss.most, 0)],
  }[loss.normaliser];
  const kl = row.kl;
  const slope = { k1: 1, k2: kl, k3: -Math.expm1(-kl) }[loss.estimator];
  const by = { sequence: tokens, token: total / lengths.length, constant: loss.most }[loss.normaliser];
  const leashed = loss.beta > 0;
  // The ratio of the whole answer moves with each of its tokens, and stands in the loss once for each.
  const times = loss.term === 'response' ? tokens : null;
  const numbers: Record<typeof loss.estimator, Piece[]> = {
    k1: [plain('1')],
    k2: [term('kl', number(kl))],
    k3: [plain('(1 − e^(−'), term('kl', number(kl)), plain('))')],
  };
  return [
    written({
      id: 'pull',
      of: 'pull',
      symbols: [
        term('pull', 'p'),
        plain(`${leashed ? ' = (' : ' = '}${times === null ? '' : 'n·'}`),
        term('advantage', 'A'),
        ...(leashed ? [plain(' − β·'), term('kl', SLOPES[loss.estimator]), plain(')')] : []),
        plain(` ÷ ${share}`),
      ],
      numbers: [
        plain(`${leashed ? '(' : ''}${times === null ? '' : `${times}·`}`),
        term('advantage', number(told)),
        ...(leashed ? [plain(` − ${fixed(loss.beta, 3)}·`), ...numbers[loss.estimator], plain(')')] : []),
        plain(` ÷ ${shares}`),
      ],
      result: ((times ?? 1) * told - loss.beta * slope) / by,
      told: row.pull,
    }),
  ];
}
