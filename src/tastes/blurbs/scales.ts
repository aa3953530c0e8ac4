/**
 * Finds what a text states about price and rating.
 *
 * Both scales share their adjectives ("high", "average", "low"), so each one
 * is bound to the noun it stands with: first the noun behind it ("high
 * prices"), then the noun before it ("prices are high").
 *
 * Knows: the two scales and their wording.
 * Must not know: which value was asked for.
 */
import {
  ANY_AMOUNT,
  LEVEL_WORDS,
  PRICE_AMOUNTS,
  PRICE_NOUN,
  PRICE_WORDS,
  RATING_NOUN,
  type Level,
} from './lexicon.ts';

/** One statement about a scale: an exact value, or the levels it fits. */
export interface ScaleMention {
  found: string;
  levels: readonly Level[];
  /** Set for figures: the slot value they state, or the figure itself when it is none. */
  value?: string;
}

const NUMBERS: Readonly<Record<string, string>> = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
};
const N = '(\\d(?:\\.\\d)?|one|two|three|four|five)';
const RATING_FIGURES: readonly RegExp[] = [
  new RegExp(
    `\\b${N}[- ]?(?:stars?[- ])?(?:out of|outta|out|of|/)[- ]?(?:a )?(?:possible )?(?:5|five)\\b(?:[- ]stars?)?`,
    'g',
  ),
  new RegExp(`\\b${N}/5\\b(?: stars?)?`, 'g'),
  new RegExp(`\\b${N}[- ]stars?\\b`, 'g'),
  new RegExp(
    `\\b(?:ratings?|rated|scores?|scored) (?:is |of |at |as |a |an |by |its |customers )*${N}\\b(?! ?-)`,
    'g',
  ),
];

const ALL_LEVELS = Object.values(LEVEL_WORDS).join('|');
const NOT =
  "(?:(not|isn't|aren't|n't|doesn't have|does not have|hasn't|without)(?: an?| very| so| particularly| too| been| the)* )?";
// What may stand between an adjective and its noun.
const INNER =
  "(?:(?:customers?|customer's|guest|user|star|service|overall|public|quality|in|very|food|meal|menu|the|its)[- ]){0,3}?";
// What may stand between a noun and the adjective that follows it.
const LINK =
  '(?:(?:is|are|was|of|at|as|being|by|from|customers?|has|have|been|a|an|the|only|just|very|quite|somewhat|rather|fairly|pretty|its|it|xxname|range|ranges|ranging|this|place|which|that|are|in|remains|considered|also|both|to|be|on)[- ]|: ?){0,6}?';

const BOTH = new RegExp(
  `\\b(?:price(?:s|[- ]range)? and (?:customer )?ratings?|(?:customer )?ratings? and price(?:s|[- ]range)?) (?:is |are |of |both )*(${ALL_LEVELS})\\b`,
  'g',
);
const before = (noun: string): RegExp => new RegExp(`\\b${NOT}(${ALL_LEVELS})[- ]${INNER}${noun}\\b`, 'g');
const after = (noun: string): RegExp => new RegExp(`\\b${noun} ${LINK}${NOT}(${ALL_LEVELS})\\b`, 'g');
const RATING_BEFORE = before(RATING_NOUN);
const RATING_AFTER = after(RATING_NOUN);
const PRICE_BEFORE = before(PRICE_NOUN);
const PRICE_AFTER = after(PRICE_NOUN);
// Liking without a rating noun.
const LIKED =
  /\b(?:well[- ](?:liked|loved|received|regarded)|(?:highly|well) (?:thought of|spoken of)|customers (?:love|like|adore) (?:it|this|the)|popular with customers)\b/g;

// "Higher than average" is high: its "average" places nothing.
const COMPARATIVES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:(?:higher|more|greater|better)[- ]than[- ]average|above[- ]average)\b/g, 'high'],
  [/\b(?:(?:lower|less|worse|cheaper)[- ]than[- ]average|below[- ]average)\b/g, 'low'],
];
// "An average price of £20-25" is that figure, not an average price.
const AVERAGE_OF_FIGURE = /\baverage (prices?|cost|rating)(?= (?:is |are |of |being |around |about )*#)/g;
const GOOD =
  /^(?:great|excellent|outstanding|superb|good|well|best|fantastic|amazing|wonderful|perfect|favou?rable)$/;

/** Every statement about price and about rating in a folded, masked text. */
export function findScales(text: string): { price: ScaleMention[]; rating: ScaleMention[] } {
  const price: ScaleMention[] = [];
  const rating: ScaleMention[] = [];
  let rest = text;
  for (const [pattern, word] of COMPARATIVES) rest = rest.replace(pattern, word);
  // Each rule hides what it has read, so the next cannot read it again.
  const take = (pattern: RegExp, use: (found: string, groups: string[]) => void): void => {
    rest = rest.replace(pattern, (found: string, ...args: unknown[]) => {
      use(
        found,
        args.filter((a): a is string | undefined => typeof a !== 'number').map((a) => a ?? ''),
      );
      return ' # ';
    });
  };
  for (const pattern of RATING_FIGURES) {
    take(pattern, (found, [n]) => {
      const figure = NUMBERS[n ?? ''] ?? n ?? '';
      rating.push({ found, levels: [], value: `${figure} out of 5` });
    });
  }
  for (const [value, pattern] of PRICE_AMOUNTS) {
    take(pattern, (found) => price.push({ found, levels: [], value }));
  }
  take(ANY_AMOUNT, (found) => price.push({ found, levels: [], value: found }));
  rest = rest.replace(/ {2,}/g, ' ').replace(AVERAGE_OF_FIGURE, '$1');
  take(BOTH, (found, [word]) => {
    const levels = levelsOf(word ?? '', false);
    price.push({ found, levels });
    rating.push({ found, levels });
  });
  const bound = (into: ScaleMention[]) => (found: string, groups: string[]) => {
    const [negation, word] = groups;
    into.push({ found, levels: levelsOf(word ?? '', negation !== '') });
  };
  const boundPrice = (found: string, groups: string[]): void => {
    // A "great price" is one that is not high.
    if (GOOD.test(groups[1] ?? '')) price.push({ found, levels: ['low', 'mid'] });
    else bound(price)(found, groups);
  };
  take(RATING_BEFORE, bound(rating));
  take(PRICE_BEFORE, boundPrice);
  for (const [levels, pattern] of PRICE_WORDS) {
    take(pattern, (found) => price.push({ found, levels }));
  }
  take(RATING_AFTER, bound(rating));
  take(PRICE_AFTER, boundPrice);
  take(LIKED, (found) => rating.push({ found, levels: ['high'] }));
  return { price, rating };
}

function levelsOf(word: string, negated: boolean): readonly Level[] {
  // "Reasonable" and "fair" prices are what people call both cheap and average.
  if (/^(?:reasonabl|fair)/.test(word) && !negated) return ['low', 'mid'];
  for (const level of ['low', 'mid', 'high'] as const) {
    if (new RegExp(`^(?:${LEVEL_WORDS[level]})$`).test(word)) {
      if (!negated) return [level];
      return level === 'high' ? ['low', 'mid'] : level === 'low' ? ['mid', 'high'] : ['low'];
    }
  }
  return [];
}
