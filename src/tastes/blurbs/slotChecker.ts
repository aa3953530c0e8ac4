/**
 * Checks which facts a blurb says, leaves out, or gets wrong.
 *
 * Knows: how to fold a text, bind its adjectives to price or rating, and
 * compare what is stated with what was asked for. Deterministic rules only.
 * Must not know: where the text came from (a reference, a model, a person),
 * nor how a labeler weighs the result.
 */
import type { Facts, Slot } from './facts.ts';
import { SLOTS } from './facts.ts';
import {
  AREA_ELSEWHERE,
  AREA_WORDS,
  FAMILY_BOTH,
  FAMILY_NO,
  FAMILY_OWNERS,
  FAMILY_YES,
  FOOD_WORDS,
  PRICE_LEVEL,
  RATING_LEVEL,
  TYPE_WORDS,
  VAGUE_FOOD,
} from './lexicon.ts';
import { findScales, type ScaleMention } from './scales.ts';
import { findInventedVenues, foldText, hasWords, maskVenues } from './venues.ts';

/** A statement that the facts do not back. */
export interface WrongFact {
  slot: Slot;
  /** The words found, folded to lower case. */
  found: string;
}

/** What {@link checkFacts} found out about one text. */
export interface FactCheck {
  /** Slots whose value the text states, in any wording. */
  said: Slot[];
  /** The part of `said` stated in the prompt's own words. */
  verbatim: Slot[];
  /** Requested slots the text does not state. */
  missing: Slot[];
  /** Statements that contradict a fact, or that nobody asked for. */
  wrong: WrongFact[];
}

// One statement: the values it fits, and whether it is enough to say one.
interface Finding {
  fits: boolean;
  says: boolean;
  verbatim: boolean;
  found: string;
}

/**
 * Compares a blurb with the facts it was to be written from.
 *
 * A value outside the training data's lists (a visitor typed it) counts as
 * said only in its own words.
 */
export function checkFacts(facts: Facts, text: string): FactCheck {
  const venues = maskVenues(facts, text);
  // "Not far from" is nearness, and its "not" belongs to no other word.
  const masked = maskCustomValues(facts, venues.masked.replaceAll('not far from', 'near'));
  const scales = findScales(masked.text);
  const findings: Record<Slot, Finding[]> = {
    name: venueFinding(venues.name),
    near: venueFinding(venues.near),
    type: typeFindings(facts.type, masked.text),
    food: foodFindings(facts.food, masked.text),
    area: areaFindings(facts.area, masked.text),
    family: familyFindings(facts.family, masked.text),
    price: scaleFindings(facts.price, PRICE_LEVEL, scales.price),
    rating: scaleFindings(facts.rating, RATING_LEVEL, scales.rating),
  };
  const check: FactCheck = { said: [], verbatim: [], missing: [], wrong: [] };
  for (const slot of SLOTS) {
    const all = findings[slot];
    const custom = masked.custom.get(slot);
    if (facts[slot] !== undefined) {
      const said = custom ?? all.some((f) => f.says);
      (said ? check.said : check.missing).push(slot);
      if (said && (custom ?? all.some((f) => f.says && f.verbatim))) check.verbatim.push(slot);
    }
    const seen = new Set<string>();
    for (const f of all) {
      if (f.fits || seen.has(f.found)) continue;
      seen.add(f.found);
      check.wrong.push({ slot, found: f.found });
    }
  }
  for (const found of findInventedVenues(venues)) {
    // With the name in place, another venue can only be a wrong landmark.
    check.wrong.push({ slot: venues.name === undefined ? 'name' : 'near', found });
  }
  return check;
}

/** The share of requested facts that the text states, from 0 to 1. */
export function saidShare(check: FactCheck): number {
  const asked = check.said.length + check.missing.length;
  return asked === 0 ? 1 : check.said.length / asked;
}

function venueFinding(match: { verbatim: boolean } | undefined): Finding[] {
  return match === undefined ? [] : [{ fits: true, says: true, verbatim: match.verbatim, found: '' }];
}

// Values a visitor made up ("Thai", "about £12") have no lexicon entry: they
// are looked for literally, then hidden so that no rule reads them as another.
function maskCustomValues(facts: Facts, text: string): { text: string; custom: Map<Slot, boolean> } {
  const custom = new Map<Slot, boolean>();
  let out = text;
  for (const slot of ['type', 'food', 'price', 'rating', 'area'] as const) {
    const value = facts[slot];
    if (value === undefined || isKnown(slot, value)) continue;
    const literal = foldText(value).toLowerCase();
    const there = hasWords(out, literal);
    custom.set(slot, there);
    if (there) out = out.split(literal).join('xxcustom');
  }
  return { text: out, custom };
}

function isKnown(slot: 'type' | 'food' | 'price' | 'rating' | 'area', value: string): boolean {
  switch (slot) {
    case 'type':
      return TYPE_WORDS.some(([known]) => known === value);
    case 'food':
      return FOOD_WORDS.some(([known]) => known.includes(value));
    case 'area':
      return AREA_WORDS.some(([known]) => known === value);
    case 'price':
      return value in PRICE_LEVEL;
    case 'rating':
      return value in RATING_LEVEL;
  }
}

function typeFindings(type: string | undefined, text: string): Finding[] {
  const out: Finding[] = [];
  let rest = text;
  for (const [value, words] of TYPE_WORDS) {
    rest = rest.replace(words, (found) => {
      out.push({ fits: value === type, says: value === type, verbatim: found === value, found });
      return '#';
    });
  }
  // "Restaurant" is what the data calls any venue: it contradicts a pub only
  // when the text never calls it a pub.
  const ownSaid = out.some((f) => f.says);
  for (const f of out) {
    const generic = !f.fits && /^(?:restaurant|eater|bistro|diner)/.test(f.found);
    if (generic && (type === undefined || ownSaid)) f.fits = true;
    // A "pub restaurant" is both.
    if (!f.fits && type === 'restaurant' && ownSaid && f.found === 'bar') f.fits = true;
  }
  return out;
}

function foodFindings(food: string | undefined, text: string): Finding[] {
  const out: Finding[] = [];
  let rest = text;
  for (const [values, words] of FOOD_WORDS) {
    rest = rest.replace(words, (found) => {
      const fits = food !== undefined && values.includes(food);
      const says = fits && !VAGUE_FOOD.test(found);
      out.push({ fits, says, verbatim: found === food?.toLowerCase(), found });
      return '#';
    });
  }
  return out;
}

function areaFindings(area: string | undefined, text: string): Finding[] {
  const out: Finding[] = [];
  const rest = text.replace(AREA_ELSEWHERE, (found) => {
    out.push({ fits: false, says: false, verbatim: false, found });
    return '#';
  });
  for (const [value, words] of AREA_WORDS) {
    for (const [found] of rest.matchAll(words)) {
      const fits = value === area;
      out.push({ fits, says: fits, verbatim: found === value, found });
    }
  }
  // "In the city" is too vague to contradict anything, but it says the centre.
  if (area === 'city centre' && /\b(?:in|of) the city\b/.test(rest)) {
    out.push({ fits: true, says: true, verbatim: false, found: 'in the city' });
  }
  return out;
}

function familyFindings(family: string | undefined, text: string): Finding[] {
  const out: Finding[] = [];
  const add = (yes: boolean, found: string): string => {
    const fits = family === (yes ? 'yes' : 'no');
    const verbatim = yes ? /family.friendly/.test(found) : /not family.friendly/.test(found);
    out.push({ fits, says: fits, verbatim, found });
    return '#';
  };
  let rest = text.replace(FAMILY_OWNERS, '#');
  rest = rest.replace(FAMILY_BOTH, (found) => add(true, found));
  for (const pattern of FAMILY_NO) rest = rest.replace(pattern, (found) => add(false, found));
  rest.replace(FAMILY_YES, (found) => add(true, found));
  return out;
}

function scaleFindings(
  value: string | undefined,
  levels: Readonly<Record<string, string>>,
  mentions: readonly ScaleMention[],
): Finding[] {
  const level = value === undefined ? undefined : levels[value];
  return mentions.map((m) => {
    // A figure must be the very figure asked for; a word only needs the level.
    const fits =
      m.value !== undefined ? m.value === value : level !== undefined && m.levels.some((l) => l === level);
    const verbatim = value !== undefined && hasWords(m.found, value.toLowerCase());
    return { fits, says: fits, verbatim, found: m.found };
  });
}
