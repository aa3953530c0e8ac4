/**
 * How different texts are to somebody who reads them, cheaply: in their words, their length, their tone. Out of several it
 * finds those that differ most, as there is more to prefer between them. Knows texts; knows no model.
 */
import { bestSet } from './bestSet.ts';
import { wordsOf } from './textMetrics.ts';
import { bluntness, playfulness, warmth } from './blurbs/tone.ts';

/** What of a text is compared. */
interface Traits {
  readonly words: ReadonlySet<string>;
  readonly length: number;
  /** Tones that it has: words that carry one, and signs that do. */
  readonly tones: ReadonlySet<string>;
}

/** What each trait weighs; together 1. */
const WEIGHTS = { words: 0.5, length: 0.2, tones: 0.3 };

/** From 0 for the same text to 1 for one that shares no word, no tone, and is of quite another length. */
export function textDifference(one: string, other: string): number {
  return differenceOf(traitsOf(one), traitsOf(other));
}

/** Mean over all pairs of texts; NaN of fewer than two. */
export function meanDifference(texts: readonly string[]): number {
  const traits = texts.map(traitsOf);
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < traits.length; i++)
    for (let j = 0; j < i; j++, pairs++) sum += differenceOf(traits[i], traits[j]);
  return sum / pairs;
}

/**
 * Which `count` of the texts differ most from each other, by the mean over their pairs; in their own order. See bestSet.ts.
 * @returns their indexes
 */
export function mostDifferent(texts: readonly string[], count: number): number[] {
  const traits = texts.map(traitsOf);
  const between = traits.map((one) => traits.map((other) => differenceOf(one, other)));
  return bestSet(between, count);
}

function traitsOf(text: string): Traits {
  const words = wordsOf(text.toLowerCase());
  const signs = [
    ['asks', text.includes('?')],
    ['exclaims', text.includes('!')],
    ['emoji', /\p{Extended_Pictographic}/u.test(text)],
    ['warm', warmth(text) > 0],
    ['playful', playfulness(text) > 0],
    ['blunt', bluntness(text) > 0],
  ] as const;
  const tones = signs.filter(([, has]) => has).map(([name]) => name);
  return { words: new Set(words), length: words.length, tones: new Set(tones) };
}

function differenceOf(one: Traits, other: Traits): number {
  const longer = Math.max(one.length, other.length);
  return (
    WEIGHTS.words * apart(one.words, other.words) +
    WEIGHTS.length * (longer === 0 ? 0 : Math.abs(one.length - other.length) / longer) +
    WEIGHTS.tones * apart(one.tones, other.tones)
  );
}

/** Jaccard's distance: the share of what either has that not both have; 0 where neither has anything. */
function apart(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((item) => other.has(item)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 0 : 1 - shared / all;
}
