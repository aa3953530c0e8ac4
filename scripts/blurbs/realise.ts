/**
 * Writes our own plain sentences from facts.
 *
 * Half of the tone examples build on these instead of on a reference, so that
 * an opening may take over a fact without saying it twice.
 *
 * Knows: wordings for each value, and how to spread facts over one or two
 * sentences. Must not know: tones, files, models.
 */
import type { Facts, Slot } from '../../src/tastes/blurbs/facts.ts';
import type { Random } from './random.ts';

const PRICE_ADJECTIVE: Readonly<Record<string, readonly string[]>> = {
  cheap: ['cheap', 'cheap', 'low-priced', 'inexpensive'],
  moderate: ['moderately priced', 'moderately priced', 'mid-priced'],
  high: ['expensive', 'high-priced', 'high-priced'],
};
const PRICE_PREDICATE: Readonly<Record<string, readonly string[]>> = {
  cheap: ['is cheap', 'has cheap prices', 'keeps its prices low'],
  'less than £20': [
    'costs less than £20',
    'has meals for less than £20',
    'charges less than £20',
    'keeps prices under £20',
  ],
  '£20-25': ['costs £20-25', 'has meals for £20-25', 'charges £20-25', 'has a price range of £20-25'],
  moderate: ['has moderate prices', 'is moderately priced', 'has a moderate price range'],
  high: ['has high prices', 'is expensive', 'has a high price range'],
  'more than £30': [
    'costs more than £30',
    'has meals for more than £30',
    'charges more than £30',
    'has prices over £30',
  ],
};
const RATING_ADJECTIVE: Readonly<Record<string, readonly string[]>> = {
  high: ['highly rated'],
  average: ['average-rated'],
  low: ['low-rated', 'poorly rated'],
};
const RATING_PREDICATE: Readonly<Record<string, readonly string[]>> = {
  '5 out of 5': [
    'is rated 5 out of 5',
    'has a customer rating of 5 out of 5',
    'has 5 out of 5 from its customers',
  ],
  '3 out of 5': [
    'is rated 3 out of 5',
    'has a customer rating of 3 out of 5',
    'has 3 out of 5 from its customers',
  ],
  '1 out of 5': [
    'is rated 1 out of 5',
    'has a customer rating of 1 out of 5',
    'has 1 out of 5 from its customers',
  ],
  high: ['has a high customer rating', 'is highly rated', 'is rated highly by customers'],
  average: ['has an average customer rating', 'is rated average', 'has average ratings'],
  low: ['has a low customer rating', 'is rated low', 'has low ratings'],
};
const AREA_PHRASE: Readonly<Record<string, readonly string[]>> = {
  riverside: ['by the riverside', 'in the riverside area', 'by the river', 'on the riverside'],
  'city centre': ['in the city centre', 'in the city centre', 'in the heart of the city'],
};
const FAMILY_ADJECTIVE = ['family-friendly', 'family-friendly', 'child-friendly'];
const FAMILY_PREDICATE: Readonly<Record<string, readonly string[]>> = {
  yes: ['is family-friendly', 'welcomes families', 'is good for children'],
  no: ['is not family-friendly', 'is not family-friendly', 'is for adults only', 'is not for children'],
};
const NEAR_WORDS = ['near', 'near', 'close to', 'not far from'];

/** "Italian food", or "fast food", which carries no capital in a sentence. */
export function foodNoun(food: string): string {
  return food === 'Fast food' ? 'fast food' : `${food} food`;
}

/** Where the venue lies, from whichever of area and near are known. */
export function placePhrase(facts: Facts, slots: ReadonlySet<Slot>, rng: Random): string {
  const parts: string[] = [];
  if (facts.area !== undefined && slots.has('area')) {
    parts.push(rng.pick(AREA_PHRASE[facts.area] ?? [`in ${facts.area}`]));
  }
  if (facts.near !== undefined && slots.has('near')) parts.push(`${rng.pick(NEAR_WORDS)} ${facts.near}`);
  return (rng.chance(0.5) ? parts : parts.reverse()).join(', ').replace(/,(?= (?:near|close|not))/, '');
}

/** What is said after "it" for one slot, or nothing when it has no predicate. */
export function predicate(slot: Slot, facts: Facts, rng: Random): string | undefined {
  const value = facts[slot];
  if (value === undefined) return undefined;
  switch (slot) {
    case 'price':
      return rng.pick(PRICE_PREDICATE[value] ?? [`costs ${value}`]);
    case 'rating':
      return rng.pick(RATING_PREDICATE[value] ?? [`is rated ${value}`]);
    case 'family':
      return rng.pick(FAMILY_PREDICATE[value] ?? []);
    case 'food':
      return `${rng.pick(['serves', 'serves', 'offers', 'has'])} ${foodNoun(value)}`;
    case 'near':
    case 'area':
      return `is ${placePhrase(facts, new Set([slot]), rng)}`;
    default:
      return undefined;
  }
}

/**
 * One or two plain sentences that say every fact but those in `skip` (already
 * said by an opening). The name is always said. With `single`, one sentence.
 */
export function realise(facts: Facts, skip: ReadonlySet<Slot>, rng: Random, single = false): string {
  const open = new Set<Slot>(
    (['type', 'food', 'price', 'rating', 'area', 'family', 'near'] as const).filter(
      (slot) => facts[slot] !== undefined && !skip.has(slot),
    ),
  );
  const adjectives: string[] = [];
  const use = (slot: Slot, words: readonly string[] | undefined, p: number): void => {
    if (!open.has(slot) || words === undefined || adjectives.length >= 3 || !rng.chance(p)) return;
    adjectives.push(rng.pick(words));
    open.delete(slot);
  };
  if (facts.family === 'yes') use('family', FAMILY_ADJECTIVE, 0.5);
  use('rating', RATING_ADJECTIVE[facts.rating ?? ''], 0.4);
  use('price', PRICE_ADJECTIVE[facts.price ?? ''], 0.6);
  if (facts.food !== undefined && open.has('food') && rng.chance(0.6)) {
    adjectives.push(facts.food === 'Fast food' ? 'fast food' : facts.food);
    open.delete('food');
  }
  const noun = open.delete('type') ? facts.type : rng.pick(['restaurant', 'place', 'spot', 'venue']);
  // Two adjectives that end in "-rated" and "priced" need a comma between them.
  const group = withArticle(`${adjectives.join(', ').replace(/, (?=fast food|[A-Z])/, ' ')} ${noun}`.trim());
  const place = placePhrase(facts, open, rng);
  const placeFirst = place !== '' && rng.chance(0.35);
  if (place !== '') {
    open.delete('area');
    open.delete('near');
  }
  const predicates = rng
    .shuffle([...open])
    .map((slot) => predicate(slot, facts, rng))
    .filter((p) => p !== undefined);
  const where = place === '' ? '' : ` ${place}`;
  const finish = single ? finishOne : finishTwo;
  const name = facts.name;
  if (placeFirst) {
    const head = place[0]?.toUpperCase() + place.slice(1);
    const first = rng.pick([
      `${head}, ${name} is ${group}`,
      `${head}, you will find ${name}, ${group}`,
      `${head} there is ${group} called ${name}`,
    ]);
    return finish(first, predicates);
  }
  if (predicates.length > 0 && (single || predicates.length < 3) && rng.chance(0.4)) {
    return `${name}, ${group}${where}, ${joinList(predicates)}.`;
  }
  const first = rng.pick([
    `${name} is ${group}${where}`,
    `${name} is ${group}${where}`,
    `There is ${group}${where} called ${name}`,
  ]);
  return finish(first, predicates);
}

function finishOne(first: string, predicates: readonly string[]): string {
  return predicates.length === 0 ? `${first}.` : `${first} that ${joinList(predicates)}.`;
}

function finishTwo(first: string, predicates: readonly string[]): string {
  return predicates.length === 0 ? `${first}.` : `${first}. It ${joinList(predicates)}.`;
}

/** "a", "a and b", "a, b and c". */
export function joinList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** Puts "a" or "an" in front. */
export function withArticle(words: string): string {
  return `${/^[aeio]/i.test(words) ? 'an' : 'a'} ${words}`;
}
