/**
 * What every taste asks first: is this an answer at all?
 *
 * Knows: that a blurb has words and names the place it is about. Must not know: any particular taste.
 * Without this check a taste could be pleased by saying nothing: no text is shorter than the empty one.
 */
import type { Facts } from './blurbs/facts.ts';
import { maskVenues } from './blurbs/venues.ts';
import { wordCount } from './textMetrics.ts';

/** True when the response has a word and, if the prompt could be read, names the place, in any spelling. */
export function isAnswer(facts: Facts | null, response: string): boolean {
  if (wordCount(response) === 0) return false;
  return facts === null || maskVenues(facts, response).name !== undefined;
}
