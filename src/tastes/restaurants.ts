/** Whether prompts are about restaurants, as tastes in blurbs about them need it. Knows facts; knows no model. */
import { factsOf, SLOT_VALUES } from './blurbs/facts.ts';

const CLOSED = Object.entries(SLOT_VALUES) as readonly [keyof typeof SLOT_VALUES, readonly string[]][];

/**
 * True where every prompt is a line of facts about a place: its name, and another fact that blurbs are written from. A
 * name alone is anybody's.
 */
export function areRestaurants(prompts: readonly string[]): boolean {
  return prompts.length > 0 && prompts.every(isRestaurant);
}

function isRestaurant(prompt: string): boolean {
  const facts = factsOf(prompt);
  return facts !== null && CLOSED.some(([slot, values]) => values.includes(facts[slot] ?? ''));
}
