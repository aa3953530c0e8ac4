/**
 * Finds the venue and the landmark of a blurb, and any other place it names.
 *
 * Knows: how names are spelt with and without accents or "The", and which
 * capitalised words start a name.
 * Must not know: the other six slots.
 */
import type { Facts } from './facts.ts';
import { KNOWN_VENUES } from './lexicon.ts';

/** The text with its venues masked, and where they were found. */
export interface VenueMatches {
  /** Folded to lower case, with xxname, xxnear and xxother in place of venues. */
  masked: string;
  /** The same with capitals kept. */
  cased: string;
  name?: { verbatim: boolean };
  near?: { verbatim: boolean };
  /** Known venues that are neither. */
  others: string[];
}

/** Straight quotes, plain dashes, no accents, single spaces; capitals stay. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[‘’´`]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—‑]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** True when the words stand in the text as whole words. Both must be folded. */
export function hasWords(text: string, words: string): boolean {
  return new RegExp(`(?<![\\w£])${escapeRegExp(words)}(?!\\w)`).test(text);
}

/** Masks the name, the landmark and every other known venue. */
export function maskVenues(facts: Facts, text: string): VenueMatches {
  let cased = foldText(text);
  const matches: VenueMatches = { masked: '', cased: '', others: [] };
  const own = [
    { slot: 'name' as const, value: foldText(facts.name) },
    ...(facts.near === undefined ? [] : [{ slot: 'near' as const, value: foldText(facts.near) }]),
  ].filter((o) => o.value !== '');
  // Longest first: "The Bakers Arms" must not be read as "The Bakers".
  own.sort((a, b) => b.value.length - a.value.length);
  for (const { slot, value } of own) {
    const bare = value.replace(/^the /i, '');
    const exact = new RegExp(`(?<!\\w)${escapeRegExp(value)}(?!\\w)`).test(cased);
    const pattern = new RegExp(`(?<!\\w)(?:the )?${escapeRegExp(bare)}(?!\\w)`, 'gi');
    let seen = false;
    cased = cased.replace(pattern, () => {
      seen = true;
      return `xx${slot}`;
    });
    if (seen) matches[slot] = { verbatim: exact };
  }
  for (const venue of OTHER_VENUES) {
    cased = cased.replace(venue.pattern, () => {
      matches.others.push(venue.name);
      return 'xxother';
    });
  }
  matches.cased = cased;
  matches.masked = cased.toLowerCase();
  return matches;
}

/** Venues named in the text that nobody asked for, in lower case. */
export function findInventedVenues(matches: VenueMatches): string[] {
  const found = new Set(matches.others.map((name) => name.toLowerCase()));
  for (const pattern of [PLACE_AFTER_PREPOSITION, PLACE_AS_SUBJECT]) {
    if (pattern === PLACE_AS_SUBJECT && matches.name !== undefined) continue;
    for (const match of matches.cased.matchAll(pattern)) {
      const words = (match[1] ?? '').split(' ').filter((w) => !NOT_A_NAME.test(w));
      if (words.length > 0) found.add(words.join(' ').toLowerCase());
    }
  }
  return [...found];
}

const NAME_WORDS = "((?:[A-Z][\\w'&-]*)(?: (?:[A-Z][\\w'&-]*|of|and|by))*)";
const PLACE_AFTER_PREPOSITION = new RegExp(
  `\\b(?:near|nearby|close to|next to|beside|opposite|named|called|not far from|next door to|across from|by|around) (?:the |a )?${NAME_WORDS}`,
  'g',
);
const PLACE_AS_SUBJECT = new RegExp(`(?:^|[.!?] )${NAME_WORDS} (?:is|serves|offers|has|provides)\\b`, 'g');
// Capitalised in blurbs without being anybody's name.
const NOT_A_NAME =
  /^(?:The|A|An|It|Its|It's|This|That|There|They|Their|Here|He|She|You|Your|We|I|In|Of|of|and|by|Prices?|Customer|Customers|Ratings?|Price|Range|Food|Fast|Located|Near|Riverside|River|City|Centre|Center|Town|Area|English|British|Japanese|French|Italian|Indian|Chinese|Asian|Coffee|Shop|Pub|Restaurant|Family|Friendly|Children|Kids|Child|Low|High|Average|Moderate|Cheap|Expensive|One|What|Who|Where|Nothing|Everyone|Everything|Rumour|Dinner|Lunch|Supper|Kindness|Sharing|Looking|Located|Serving|Rated|Good|Great|Big|Some|Nobody|Come|Enjoy|Treat|Breaking|News)$/;

const OTHER_VENUES = KNOWN_VENUES.map((name) => ({
  name,
  // Exact capitals: "ranch" and "clowns" are words too.
  pattern: new RegExp(`(?<!\\w)${escapeRegExp(foldText(name))}(?!\\w)`, 'g'),
})).sort((a, b) => b.name.length - a.name.length);

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
