/** What the tests of the tastes share. */
import { expect } from 'vitest';
import type { Labeler } from '../../../src/rl/labelers/labeler.ts';

export const PROMPT = 'name: The Eagle, type: pub, food: Italian, price: cheap, family: yes\n';
export const NO_FAMILY = 'name: The Eagle, type: pub, food: Italian, price: cheap\n';

/** Checks that the answers stand in strictly falling order of the labeler's utility. */
export function expectOrder(labeler: Labeler, answers: readonly string[], prompt = PROMPT): void {
  const utilities = answers.map((answer) => labeler.utility(prompt, answer));
  for (let i = 1; i < answers.length; i++) {
    expect(utilities[i - 1], `"${answers[i - 1]}" against "${answers[i]}" in ${utilities}`).toBeGreaterThan(
      utilities[i],
    );
  }
}
