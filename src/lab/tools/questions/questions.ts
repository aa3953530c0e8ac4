/**
 * Questions with all that belongs to them: the tables that they are asked over, what a demonstration asks the toolset, and the right
 * answer, which is worked out from the values and by no model. Pure.
 */
import type { Stream } from '../../../rl/random.ts';
import { folded, type Venue } from '../toolset/table.ts';
import { calculate } from '../toolset/calculator.ts';
import { LANGUAGES, type Entries, type Language } from '../toolset/dictionary.ts';
import { expand } from './expand.ts';
import { pick, type Values } from './values.ts';
import { BEYOND, TALK, UNKNOWN, WORDINGS, type FixedKind, type Kind, type WordingSet } from './wordings.ts';

export interface Question {
  readonly kind: Kind;
  readonly text: string;
  readonly venues: readonly Venue[];
  readonly entries: Entries;
  /** What is to be asked of the toolset, round by round. */
  readonly queries: readonly string[];
  readonly answer: string;
}

/** What a wording is filled in with, and what then is right. */
interface Facts {
  readonly values: Readonly<Record<string, string>>;
  readonly venues?: readonly Venue[];
  readonly entries?: Entries;
  readonly queries: readonly string[];
  readonly answer: string;
}

/**
 * A question.
 * @param missing whether what is asked for is in none of the tables, so that the right answer is not to know
 */
export function ask(kind: Kind, set: WordingSet, values: Values, random: Stream, missing = false): Question {
  const facts = factsOf(kind, values, random);
  const text =
    kind === 'talk' || kind === 'beyond' ? facts.values.text : worded(kind, set, facts.values, random);
  const known = { kind, text, venues: facts.venues ?? [], entries: facts.entries ?? new Map() };
  if (kind === 'sum') return { ...known, ...summed(text, facts) };
  const { queries, answer } = facts;
  return missing && (facts.venues || facts.entries)
    ? { ...known, venues: [], entries: new Map(), queries: queries.slice(0, 1), answer: UNKNOWN }
    : { ...known, queries, answer };
}

function worded(
  kind: Exclude<Kind, FixedKind>,
  set: WordingSet,
  values: Facts['values'],
  random: Stream,
): string {
  const text = expand(pick(WORDINGS[kind][set], random), values, random);
  return /[=.?]$/.test(text) ? text : `${text}?`;
}

/** The sign of a sum is the wording's. */
function summed(text: string, { values: { a, b } }: Facts) {
  const query = `${a}${/minus|\d ?-/.test(text) ? '-' : '+'}${b}`;
  return { queries: [query], answer: result(query) };
}

const result = (query: string): string => calculate(query).items[0];

function factsOf(kind: Kind, values: Values, random: Stream): Facts {
  const size = (most: number) => values.number(1 + random.integer(most));
  switch (kind) {
    case 'sum':
    case 'product':
      return sumOf(size(4), '*', size(3));
    case 'quotient':
      return sumOf(values.number(2 + random.integer(3)), '/', size(2));
    case 'days': {
      const [from, to] = [values.date(), values.date()];
      const query = `days ${from} ${to}`;
      return { values: { from, to }, queries: [query], answer: result(query) };
    }
    case 'weekday': {
      const date = values.date();
      const query = `weekday ${date}`;
      return { values: { date }, queries: [query], answer: result(query) };
    }
    case 'translate':
    case 'define':
      return wordFacts(kind, values, random);
    case 'talk': {
      const [wording, answer] = pick(TALK, random);
      return { values: { text: marked(expand(wording, {}, random), random) }, queries: [], answer };
    }
    case 'beyond': {
      const text = marked(expand(pick(BEYOND, random), { word: values.word() }, random), random);
      return { values: { text }, queries: [], answer: UNKNOWN };
    }
    default:
      return venueFacts(kind, values, random);
  }
}

const marked = (text: string, random: Stream) => `${text}${pick(['', '?', '.', '!'], random)}`;

function sumOf(a: number, operator: string, b: number): Facts {
  const query = `${a}${operator}${b}`;
  return { values: { a: String(a), b: String(b) }, queries: [query], answer: result(query) };
}

function wordFacts(kind: 'translate' | 'define', values: Values, random: Stream): Facts {
  const [word, entry] = values.entry();
  const language: Language = pick(LANGUAGES, random);
  const translate = kind === 'translate';
  return {
    values: { word, language },
    entries: new Map([[word.toLowerCase(), entry]]),
    queries: [translate ? `${word} in ${language}` : `define ${word}`],
    answer: translate ? entry[language] : entry.meaning,
  };
}

/** A venue of another name: a table has each once. */
function apartFrom({ name }: Venue, values: Values): Venue {
  for (;;) {
    const other = values.venue(null);
    if (folded(other.name) !== folded(name)) return other;
  }
}

type VenueKind = Exclude<
  Kind,
  FixedKind | 'sum' | 'product' | 'quotient' | 'days' | 'weekday' | 'translate' | 'define'
>;

function venueFacts(kind: VenueKind, values: Values, random: Stream): Facts {
  const [word, entry] = values.entry();
  const venue = values.venue(kind === 'dishIn' ? word : null);
  const { name } = venue;
  const over = (queries: readonly string[], answer: string, more: Facts['values'] = {}): Facts => ({
    values: { venue: name, ...more },
    venues: [venue],
    queries: [name, ...queries],
    answer,
  });
  switch (kind) {
    case 'food':
    case 'dish':
    case 'price':
    case 'opened':
      return over([], String(venue[kind]));
    case 'bill': {
      const n = String(values.number(1 + random.integer(2)));
      const query = `${n}*${venue.price}`;
      return over([query], result(query), { n });
    }
    case 'openedWeekday': {
      const query = `weekday ${venue.opened}`;
      return over([query], result(query));
    }
    case 'dishIn': {
      const language: Language = pick(LANGUAGES, random);
      const facts = over([`${word} in ${language}`], entry[language], { language });
      return { ...facts, entries: new Map([[word.toLowerCase(), entry]]) };
    }
    case 'between': {
      const other = apartFrom(venue, values);
      const query = `days ${venue.opened} ${other.opened}`;
      const facts = over([other.name, query], result(query), { other: other.name });
      return { ...facts, venues: [venue, other] };
    }
  }
}
