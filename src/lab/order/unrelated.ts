/** Interactions that belong to no procedure: sums, words put backwards, courtesies. Pure. */
import type { Stream } from '../../rl/random.ts';
import type { Interaction } from './procedure.ts';
import { DIGITS, KEYWORDS } from './vocabulary.ts';

export function drawUnrelated(random: Stream): Interaction {
  const kind = random.integer(3);
  if (kind === 0) {
    const [a, b] = [random.integer(10), random.integer(10)];
    return { shown: [DIGITS[a], 'plus', DIGITS[b]], stage: null, output: ['answer', DIGITS[(a + b) % 10]] };
  }
  if (kind === 1) {
    const words = [0, 1, 2].map(() => KEYWORDS[random.integer(KEYWORDS.length)]);
    return { shown: ['backwards', ...words], stage: null, output: ['answer', ...words.toReversed()] };
  }
  return random.uniform() < 0.5
    ? { shown: ['hello'], stage: null, output: ['welcome'] }
    : { shown: ['thanks'], stage: null, output: ['goodbye'] };
}
