/** What the tests of the tastes share. */
import type { Labeler } from '../../src/tastes/labeler.ts';

export const PROMPT = 'name: The Eagle, type: pub, food: Italian, price: cheap, family: yes\n';
export const NO_FAMILY = 'name: The Eagle, type: pub, food: Italian, price: cheap\n';

/** The answers, most liked first. Two that are liked equally come out the other way round, so that it shows. */
export function ranked(labeler: Labeler, answers: readonly string[], prompt = PROMPT): string[] {
  const liking = (answer: string) => labeler.utility(prompt, answer);
  return answers.toReversed().toSorted((a, b) => liking(b) - liking(a));
}
