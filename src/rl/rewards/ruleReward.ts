/**
 * A reward that nobody has to learn: a rule that a program checks. With it a method can be watched without a reward
 * model's faults, and a published run can be repeated. Pure; knows tokens, no model.
 */
import type { CommonSettings } from '../trainingSettings.ts';

/** Tokens off the wished length that cost one unit of reward. */
const UNIT = 100;

/**
 * r = −|L − tokens| ÷ 100 of each answer, its end token counted.
 * @param responses tokens of each
 */
export function lengthReward(
  responses: readonly { readonly length: number }[],
  { targetTokens }: Pick<CommonSettings, 'targetTokens'>,
): number[] {
  return responses.map(({ length }) => -Math.abs(targetTokens - length) / UNIT);
}
