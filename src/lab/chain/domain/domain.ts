/**
 * What copy is written about: items with a few facts, readers who like some of them, phrases that say a fact, and templates with
 * masks that phrases go into. Types, and the pure things that are done with them; the words are in venues.ts and funds.ts.
 */
import { stream, type Stream } from '../../../rl/random.ts';

/** A fact's name and, of an item, its value; both are words of the domain's language. */
export type Facts = Readonly<Record<string, string>>;

export interface Item {
  readonly name: string;
  readonly facts: Facts;
}

/** What of an item's facts somebody likes, and what puts him off: values by the facts' names. */
export interface Liking {
  readonly likes: Readonly<Record<string, readonly string[]>>;
  readonly dislikes: Readonly<Record<string, readonly string[]>>;
}

export interface Domain {
  readonly id: 'venues' | 'funds';
  readonly readers: Readonly<Record<string, Liking>>;
  /** Of each fact, each value with phrases that say it. */
  readonly phrases: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** What no copy should promise. */
  readonly boasts: readonly string[];
  /** With the masks of `masks`; the first phrase is the more important one. */
  readonly templates: readonly string[];
  readonly masks: {
    readonly name: string;
    readonly reader: string;
    readonly phrases: readonly [string, string];
  };
  readonly names: { readonly first: readonly string[]; readonly second: readonly string[] };
  /** Between the two words of a name, and between keywords. */
  readonly space: string;
  readonly comma: string;
  /** Words that nearly say something, which clumsy copy has once too often. */
  readonly fillers: readonly string[];
}

/** A phrase, and what it says. */
export interface Claim {
  readonly phrase: string;
  readonly fact: string;
  readonly value: string;
}

export const pick = <T>(items: readonly T[], random: Stream): T => items[random.integer(items.length)];

export const factsOf = ({ phrases }: Pick<Domain, 'phrases'>): readonly string[] => Object.keys(phrases);

/** One name in five is kept out of the training: those of which the words' places say so. */
export const isHeldOut = (first: number, second: number): boolean => (first + second) % 5 === 3;

/** @param held whether its name is one that training never sees */
export function drawItem(domain: Domain, random: Stream, held: boolean): Item {
  const { first, second } = domain.names;
  let places = [0, 0];
  do places = [random.integer(first.length), random.integer(second.length)];
  while (isHeldOut(places[0], places[1]) !== held);
  const facts = Object.entries(domain.phrases).map(([fact, values]) => [
    fact,
    pick(Object.keys(values), random),
  ]);
  return {
    name: `${first[places[0]]}${domain.space}${second[places[1]]}`,
    facts: Object.fromEntries(facts) as Facts,
  };
}

/** What a piece of copy is about, and for whom. */
export interface Brief {
  readonly item: Item;
  readonly reader: string;
}

export function drawBrief(domain: Domain, random: Stream, held: boolean): Brief {
  return { item: drawItem(domain, random, held), reader: pick(Object.keys(domain.readers), random) };
}

/** One to begin with; the same seed gives the same, under a name that no training saw. */
export function briefOf(domain: Domain, seed: number): Brief {
  return drawBrief(domain, stream(seed, `chain/brief/${domain.id}`), true);
}

/** What prompts may name of it. */
export const inputsOf = ({ item, reader }: Brief) => ({ facts: factLine(item), name: item.name, reader });

/** An item in one line, as prompts have it. */
export function factLine({ name, facts }: Item): string {
  return [name, ...Object.entries(facts).map(([fact, value]) => `${fact} ${value}`)].join('; ');
}

/** A phrase that says a fact, with a value that need not be the item's. */
export function claimOf(domain: Domain, fact: string, value: string, random: Stream): Claim {
  return { phrase: pick(domain.phrases[fact][value], random), fact, value };
}

/** How a fact strikes a reader: 1 is liked, −1 puts off, 0 is neither. */
export function strikes(domain: Domain, reader: string, fact: string, value: string): -1 | 0 | 1 {
  const liking = domain.readers[reader];
  if (liking?.likes[fact]?.includes(value)) return 1;
  return liking?.dislikes[fact]?.includes(value) ? -1 : 0;
}

/** A template with its masks filled. Phrases at its beginning get a capital where the language has them. */
export function fillTemplate(
  { masks }: Domain,
  template: string,
  name: string,
  reader: string,
  phrases: readonly string[],
): string {
  const text = template
    .replaceAll(masks.name, name)
    .replaceAll(masks.reader, reader)
    .replaceAll(masks.phrases[0], phrases[0] ?? '')
    .replaceAll(masks.phrases[1], phrases[1] ?? '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
