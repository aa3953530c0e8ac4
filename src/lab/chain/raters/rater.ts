/**
 * The rater that judges copy in the end, by the grammar that all copy here is made of: what a line claims, whether that is so, whether
 * it is what its reader likes, whether it reads as a whole sentence. No chain is trained on it. Pure.
 */
import { factsOf, strikes, type Claim, type Domain, type Item } from '../domain/domain.ts';

export interface Rating {
  /** Share of what is claimed that is so; 0 where the name is wrong, nothing is claimed, or more is promised than may be. */
  readonly facts: number;
  /** 1 where the line is a template of the grammar with whole phrases in it, a half where only its pieces are, else 0. */
  readonly fluent: number;
  /** What it says for its reader, of what an item lets one say: 0 to 1. */
  readonly fit: number;
  /** The mean of the three. */
  readonly total: number;
}

const NOTHING: Rating = { facts: 0, fluent: 0, fit: 0, total: 0 };

export function rate(domain: Domain, item: Item, reader: string, text: string): Rating {
  if (text.trim() === '') return NOTHING;
  const claims = claimsIn(domain, text);
  const facts = factsKept(domain, item, text, claims);
  const fluent = fluency(domain, item, text, claims);
  const fit = fitOf(domain, item, reader, claims);
  return { facts, fluent, fit, total: (facts + fluent + fit) / 3 };
}

/** The phrases of the grammar in a text, each once. */
export function claimsIn(domain: Domain, text: string): readonly Claim[] {
  const low = text.toLowerCase();
  return Object.entries(domain.phrases).flatMap(([fact, values]) =>
    Object.entries(values).flatMap(([value, phrases]) =>
      phrases
        .filter((phrase) => low.includes(phrase.toLowerCase()))
        .map((phrase) => ({ phrase, fact, value })),
    ),
  );
}

function factsKept({ boasts }: Domain, item: Item, text: string, claims: readonly Claim[]): number {
  const low = text.toLowerCase();
  const boastful = boasts.some((boast) => low.includes(boast.toLowerCase()));
  if (boastful || claims.length === 0 || !text.includes(item.name)) return 0;
  return claims.filter(({ fact, value }) => item.facts[fact] === value).length / claims.length;
}

function fluency(domain: Domain, item: Item, text: string, claims: readonly Claim[]): number {
  // Whatever it is called, a name stands where one may.
  const line = item.name === '' ? text : text.replaceAll(item.name, () => aName(domain));
  const phrases = [
    ...Object.values(domain.phrases).flatMap((values) => Object.values(values).flat()),
    ...domain.boasts,
  ];
  if (domain.templates.some((template) => matcherOf(domain, template, phrases).test(line))) return 1;
  const ends = /[.。]$/.test(text) && !/[[\]]/.test(text);
  return ends && claims.length === 2 && !/(\p{Script=Han})\1|\b(\w+) \2\b/iu.test(text) ? 0.5 : 0;
}

const aName = ({ names, space }: Domain): string => `${names.first[0]}${space}${names.second[0]}`;

const MATCHERS = new Map<string, RegExp>();

/** What a template can become. */
function matcherOf(
  { id, masks, names, readers, space }: Domain,
  template: string,
  phrases: readonly string[],
): RegExp {
  const key = `${id}/${template}`;
  const known = MATCHERS.get(key);
  if (known) return known;
  const any = (texts: readonly string[]) => `(?:${texts.map(escaped).join('|')})`;
  const parts: Record<string, string> = {
    [masks.name]: `${any(names.first)}${space}${any(names.second)}`,
    [masks.reader]: any(Object.keys(readers)),
    [masks.phrases[0]]: any(phrases),
    [masks.phrases[1]]: any(phrases),
  };
  const pattern = Object.entries(parts).reduce(
    (source, [mask, part]) => source.replaceAll(escaped(mask), part),
    escaped(template),
  );
  const matcher = new RegExp(`^${pattern}$`, 'iu');
  MATCHERS.set(key, matcher);
  return matcher;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Liked less disliked, of as many as a line has room for and the item has to offer. */
function fitOf(domain: Domain, item: Item, reader: string, claims: readonly Claim[]): number {
  const offered = factsOf(domain).filter(
    (fact) => strikes(domain, reader, fact, item.facts[fact]) > 0,
  ).length;
  const facts = new Map(claims.map((claim) => [claim.fact, claim]));
  const struck = [...facts.values()].map(({ fact, value }) =>
    // What is not so is no service to the reader.
    item.facts[fact] === value ? strikes(domain, reader, fact, value) : -1,
  );
  const sum = struck.reduce<number>((total, each) => total + each, 0);
  const most = Math.min(2, offered);
  if (most === 0) return claims.length > 0 && sum >= 0 ? 1 : 0;
  return Math.max(0, Math.min(1, sum / most));
}
