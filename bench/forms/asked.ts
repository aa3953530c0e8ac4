/**
 * What a person may be asked about a prompt's answers, and how long that takes. Knows no text and no model.
 */
import type { RewardLossId } from '../../src/rl/rewards/losses/declarations.ts';
import type { FormId } from '../../src/lab/forms/result.ts';
import type { Tiers } from '../rewards/raters.ts';

/** A way to ask, and the loss that learns from what is said. */
export interface Form {
  readonly name: string;
  /** Answers put before the person. */
  readonly answers: number;
  readonly loss: RewardLossId;
}

/** At equal numbers of rankings: what is made of four answers. */
export const FORMS: readonly (Form & { readonly id: FormId })[] = [
  { id: 'whole', name: 'whole, Plackett-Luce', answers: 4, loss: 'plackettLuce' },
  { id: 'allPairs', name: 'whole, all pairs', answers: 4, loss: 'pairwise' },
  { id: 'best', name: 'best of four', answers: 4, loss: 'topPlackettLuce' },
  { id: 'pair', name: 'one pair', answers: 2, loss: 'plackettLuce' },
];

/** At equal minutes: how many answers at once, whole rankings all. */
export const COUNTS: readonly Form[] = [2, 4, 8].map((answers) => ({
  name: `${answers} answers`,
  answers,
  loss: 'plackettLuce',
}));

/** Silent reading of English non-fiction, words per minute (Brysbaert 2019: 190 studies; most adults 175 to 300). */
export const READING_RATE = 238;

/** A ranking of the first answers of a set only. */
export function firstOf(tiers: Tiers, answers: number): Tiers {
  return tiers.map((tier) => tier.filter((index) => index < answers)).filter((tier) => tier.length > 0);
}

/**
 * Minutes that a ranking takes: reading the prompt and each answer once, and a choice for each comparison that sorting needs
 * at least, log2 of answers! (rounded up).
 * @param choice seconds of a choice between two answers that are read
 */
export function minutesOf(
  answers: number,
  words: { prompt: number; answer: number },
  choice: number,
): number {
  const reading = (words.prompt + answers * words.answer) / READING_RATE;
  return reading + (comparisons(answers) * choice) / 60;
}

/** Comparisons that sorting `answers` needs in the worst case at least. */
export function comparisons(answers: number): number {
  let bits = 0;
  for (let place = 2; place <= answers; place++) bits += Math.log2(place);
  return Math.ceil(bits - 1e-9);
}
