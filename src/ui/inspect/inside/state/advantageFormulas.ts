/**
 * How a whole answer came by its advantage, in formulas with its numbers in them: what it earned, what it is compared with, and
 * what comes of that. Knows mathematics, which is the same in every language. Pure.
 */
import type { InspectedWhole } from '../../../../rl/runs/inspection.ts';
import type { AdvantageTerms } from '../../../../rl/runs/answerTerms.ts';
import { fixed } from '../../../text/format.ts';
import { number, plain, term, written, type Formula } from './formulas.ts';

/** Numbers that are written one by one; of more there is their sum. */
const MOST_LISTED = 8;

/** The method's own steps, the last of them beside what the engine has. @param told the engine's advantage */
export function advantageOf(terms: AdvantageTerms, { settings }: InspectedWhole, told: number): Formula[] {
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

/** Numbers and what is between them; a sum in brackets, and of many only what they come to. */
function summed(values: readonly number[]): string {
  if (values.length > MOST_LISTED) return number(values.reduce((sum, value) => sum + value, 0));
  const sum = values.map((value) => number(value)).join(' + ');
  return values.length > 1 ? `(${sum})` : sum;
}
