/**
 * The formulas of methods that give a whole answer one advantage, with its own numbers in them: what it earned, what it is
 * compared with, the advantage, the pull on a token, and after the update the token's loss. Symbols as in
 * gpu/kernels/grpo/grpo.ts. Knows mathematics, which is the same in every language. Pure.
 */
import type { Inspection, InspectedAnswer, InspectedWhole } from '../../../../rl/runs/inspection.ts';
import {
  advantageTerms,
  lossTermsOf,
  type AdvantageTerms,
  type LossTerms,
} from '../../../../rl/runs/answerTerms.ts';
import { fixed } from '../../../text/format.ts';
import {
  ESTIMATES,
  importanceOf,
  number,
  plain,
  ratioOf,
  term,
  written,
  type Formula,
  type Piece,
} from './formulas.ts';
import type { TokenRow } from './tokenRows.ts';

/** Numbers that are written one by one; of more there is their sum. */
const MOST_LISTED = 8;

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

/** The method's own steps, the last of them beside what the engine has. */
function advantageOf(terms: AdvantageTerms, { settings }: InspectedWhole, told: number): Formula[] {
  const grpo = settings.algorithm === 'grpo';
  const [reward, baseline] = [terms.charged ? 'R' : 'r', grpo ? 'μ' : 'b'];
  const formulas: Formula[] = [];
  if (terms.charged) {
    const { beta, kl } = terms.charged;
    formulas.push(
      written({
        id: 'answerReward',
        of: 'advantage',
        symbols: [plain('R = r − β·Σ'), term('kl', 'k₁')],
        numbers: [plain(`${number(terms.earned)} − ${fixed(beta, 3)}·`), term('kl', number(kl))],
        result: terms.reward,
      }),
    );
  }
  if (terms.compared && terms.baseline !== null) {
    const { compared } = terms;
    const all = grpo || (settings.algorithm === 'reinforce' && settings.baseline === 'mean');
    const [index, count] = all
      ? ['j', grpo ? 'G' : 'N']
      : ['j≠i', settings.algorithm === 'rloo' ? '(G − 1)' : '(N − 1)'];
    formulas.push(
      written({
        id: 'baseline',
        of: 'advantage',
        symbols: [plain(`${baseline} = Σ_${index} ${reward}_j ÷ ${count}`)],
        numbers: [plain(`${summed(compared)} ÷ ${compared.length}`)],
        result: terms.baseline,
      }),
    );
  }
  if (terms.spread) {
    const { squares, below } = terms.spread;
    const batch = settings.scaleRewards === 'batch';
    formulas.push(
      written({
        id: 'spread',
        of: 'advantage',
        symbols: [plain(batch ? 'σ = √(Σ_j (r_j − r̄)² ÷ (N − 1))' : 'σ = √(Σ_j (r_j − μ)² ÷ (G − 1))')],
        numbers: [plain(`√(${fixed(squares, 3)} ÷ ${below})`)],
        result: Math.sqrt(squares / below),
      }),
    );
  }
  return [...formulas, ...lastOf(terms, { reward, baseline }, told)];
}

/** The difference, divided, paid for or whitened as the method does. */
function lastOf(
  { reward, baseline: compared, spread, paid, rawAdvantage, whitening, advantage }: AdvantageTerms,
  names: { readonly reward: string; readonly baseline: string },
  told: number,
): Formula[] {
  const less = compared === null ? '' : ` − ${number(compared)}`;
  const symbol = compared === null ? names.reward : `${names.reward} − ${names.baseline}`;
  const [by, divided] = spread
    ? [` ÷ (${fixed(Math.sqrt(spread.squares / spread.below), 3)} + ${spread.epsilon})`, ' ÷ (σ + ε)']
    : ['', ''];
  const bracket = (text: string) => (spread ? `(${text})` : text);
  const first = written({
    id: 'answerAdvantage',
    of: 'advantage',
    symbols: [
      term('advantage', 'A'),
      plain(` = ${bracket(symbol)}${divided}`),
      ...(paid ? [plain(' − β·Σ_{s≥t} '), term('kl', 'k₁')] : []),
    ],
    numbers: [
      plain(`${bracket(`${number(reward)}${less}`)}${by}`),
      ...(paid ? [plain(` − ${fixed(paid.beta, 3)}·`), term('kl', number(paid.kl))] : []),
    ],
    result: rawAdvantage,
    told: whitening ? null : told,
  });
  if (!whitening) return [first];
  return [
    first,
    written({
      id: 'normalised',
      of: 'advantage',
      symbols: [plain('Â = ('), term('advantage', 'A'), plain(' − μ) ÷ (σ + ε)')],
      numbers: [
        plain('('),
        term('advantage', number(rawAdvantage)),
        plain(` − ${number(whitening.mean)}) ÷ ${fixed(whitening.sd, 3)}`),
      ],
      result: advantage,
      told,
    }),
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

interface Token {
  readonly row: TokenRow;
  readonly open: InspectedAnswer;
  readonly told: number;
}

/** After the update: the ratio where the loss has one, the policy's term, and the KL's. */
function lossOf(terms: LossTerms, token: Token, { loss }: InspectedWhole): Formula[] {
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

/** Numbers and what is between them; a sum in brackets, and of many only what they come to. */
function summed(values: readonly number[]): string {
  if (values.length > MOST_LISTED) return number(values.reduce((sum, value) => sum + value, 0));
  const sum = values.map((value) => number(value)).join(' + ');
  return values.length > 1 ? `(${sum})` : sum;
}
