/**
 * The loss of a token of an answer that is learned from as a whole, after the update, with its numbers in it: ratio, clip, KL.
 * Symbols as in gpu/kernels/grpo/grpo.ts. Knows mathematics, which is the same in every language. Pure.
 */
import type { InspectedAnswer, InspectedWhole } from '../../../../rl/runs/inspection.ts';
import type { LossTerms } from '../../../../rl/runs/answerTerms.ts';
import { fixed } from '../../../text/format.ts';
import { ESTIMATES, number, plain, ratioOf, term, written, type Formula } from './formulas.ts';
import type { TokenRow } from './tokenRows.ts';

interface Token {
  readonly row: TokenRow;
  readonly open: InspectedAnswer;
  /** The engine's advantage. */
  readonly told: number;
}

/** The ratio where the loss has one, the policy's term, and the KL's. */
export function lossOf(terms: LossTerms, token: Token, { loss }: InspectedWhole): Formula[] {
  const { row, open } = token;
  const ratio = terms.ratio === null ? [] : [ratioFormula(terms.ratio, row, open, loss.term)];
  if (loss.beta === 0) return [...ratio, policyTerm(terms, token, loss)];
  const corrected = loss.corrected ? [plain('·'), term('ratio', number(terms.correction))] : [];
  return [
    ...ratio,
    policyTerm(terms, token, loss),
    written({
      id: 'klLoss',
      of: 'kl',
      symbols: [
        plain('K = β·'),
        term('kl', `${ESTIMATES[loss.estimator]}_new`),
        plain(loss.corrected ? '·ρ' : ''),
      ],
      numbers: [plain(`${fixed(loss.beta, 3)}·`), term('kl', number(terms.kl)), ...corrected],
      result: loss.beta * terms.kl * terms.correction,
    }),
  ];
}

/** ρ of the token, or of its whole answer. */
function ratioFormula(
  ratio: number,
  row: TokenRow,
  open: InspectedAnswer,
  of: InspectedWhole['loss']['term'],
): Formula {
  if (of !== 'sequence' && of !== 'sequenceToken' && of !== 'response') return ratioOf(row.logp ?? 0, ratio);
  const after = open.logpAfter ?? [];
  const drift = after.reduce((sum, logp, at) => sum + logp - (open.pulled?.logp[at] ?? 0), 0);
  const mean = of !== 'response';
  return written({
    id: 'answerRatio',
    of: 'ratio',
    symbols: [
      term('ratio', 'ρ'),
      plain(' = e^(Σ(log π_new − '),
      term('logp', 'log π'),
      plain(mean ? ') ÷ n)' : '))'),
    ],
    numbers: [plain(mean ? `e^(${number(drift)} ÷ ${after.length})` : `e^(${fixed(drift, 3)})`)],
    result: ratio,
  });
}

function policyTerm(terms: LossTerms, { told }: Token, loss: InspectedWhole['loss']): Formula {
  const A = number(told);
  const [a, minus] = [(text: string) => term('advantage', text), plain('−')];
  const rho = (value: string) => term('ratio', value);
  if (terms.ratio === null)
    return written({
      id: 'loss',
      of: 'logp',
      symbols: [plain('L = −'), a('A'), plain('·log π_new')],
      numbers: [minus, a(A), plain(`·${number(terms.logp)}`)],
      result: terms.loss,
    });
  if (terms.bounded === null) {
    const tau = told > 0 ? loss.positive : loss.negative;
    return written({
      id: 'loss',
      of: 'ratio',
      symbols: [plain('L = −'), a('A'), plain('·4 ÷ τ ÷ (1 + e^(−τ·('), rho('ρ'), plain(' − 1)))')],
      numbers: [
        minus,
        a(A),
        plain(`·4 ÷ ${fixed(tau, 2)} ÷ (1 + e^(−${fixed(tau, 2)}·(`),
        rho(number(terms.ratio)),
        plain(' − 1)))'),
      ],
      result: terms.loss,
    });
  }
  const bounds = `ε_low = ${loss.low}, ε_high = ${loss.high}`;
  if (loss.term === 'stopped')
    return written({
      id: 'clip',
      of: 'ratio',
      symbols: [plain('L = −'), a('A'), plain('·clip('), rho('ρ'), plain(')·log π_new')],
      numbers: [
        minus,
        a(A),
        plain('·'),
        rho(number(terms.bounded)),
        plain(`·${number(terms.logp)}, ${bounds}`),
      ],
      result: terms.loss,
    });
  const isDual = loss.cap > 0 && told < 0;
  return written({
    id: 'clip',
    of: 'ratio',
    symbols: [
      plain(isDual ? 'L = min(−c·A, max(−' : 'L = max(−'),
      a('A'),
      plain('·'),
      rho('ρ'),
      plain(', −'),
      a('A'),
      plain('·clip('),
      rho('ρ'),
      plain(isDual ? ', 1 − ε_low, 1 + ε_high)))' : ', 1 − ε_low, 1 + ε_high))'),
    ],
    numbers: [
      plain(isDual ? `min(${number(-loss.cap * told)}, max(−` : 'max(−'),
      a(A),
      plain('·'),
      rho(number(terms.ratio)),
      plain(', −'),
      a(A),
      plain('·'),
      rho(number(terms.bounded)),
      plain(isDual ? `)), ${bounds}, c = ${fixed(loss.cap, 2)}` : `), ${bounds}`),
    ],
    result: terms.loss,
  });
}
