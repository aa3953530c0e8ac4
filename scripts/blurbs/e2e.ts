/**
 * Reads the E2E NLG data set: its zip, its CSV, its meaning representations,
 * and its references, which are tidied or turned down.
 *
 * Knows: the data set's layout and its noise.
 * Must not know: tones, augmentation, the files prepare.ts writes.
 */
import { strFromU8, unzipSync } from 'fflate';
import type { Facts, Slot } from '../../src/tastes/blurbs/facts.ts';
import { isSlot } from '../../src/tastes/blurbs/facts.ts';

/** One row: the facts and a person's blurb. */
export interface E2eRow {
  facts: Facts;
  reference: string;
}

const SLOT_OF: Readonly<Record<string, Slot>> = {
  name: 'name',
  eatType: 'type',
  food: 'food',
  priceRange: 'price',
  'customer rating': 'rating',
  area: 'area',
  familyFriendly: 'family',
  near: 'near',
};
const FILES = ['trainset.csv', 'devset.csv', 'testset_w_refs.csv'];

/** All rows of the three CSV files in the data set's zip. */
export function readE2eZip(zip: Uint8Array): E2eRow[] {
  const entries = unzipSync(zip, { filter: (f) => FILES.some((name) => f.name.endsWith(name)) });
  const rows: E2eRow[] = [];
  for (const name of FILES) {
    const path = Object.keys(entries).find((p) => p.endsWith(name) && !p.includes('__MACOSX'));
    if (path === undefined) throw new Error(`the zip has no ${name}: is it the E2E data set?`);
    for (const [mr, reference] of parseCsv(strFromU8(entries[path])).slice(1)) {
      if (mr === undefined || reference === undefined) continue;
      rows.push({ facts: parseMr(mr), reference });
    }
  }
  return rows;
}

/** Reads `name[The Eagle], eatType[pub], ...`. */
export function parseMr(mr: string): Facts {
  const facts: Partial<Record<Slot, string>> = {};
  for (const [, key = '', value = ''] of mr.matchAll(/([\w ]+)\[([^\]]*)\]/g)) {
    const slot = SLOT_OF[key.trim()];
    if (slot !== undefined && isSlot(slot)) facts[slot] = value.trim();
  }
  if (facts.name === undefined) throw new Error(`no name in "${mr}"`);
  return facts as Facts;
}

/** RFC 4180 CSV: quoted fields may hold commas, quotes and line breaks. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[i++];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',' || c === '\n') {
      row.push(field);
      field = '';
      if (c === '\n') {
        rows.push(row);
        row = [];
      }
    } else if (c !== '\r' && c !== '\ufeff') field += c;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}

// Nouns the references invent beyond the facts; a model would learn to.
const DETAIL =
  /\b(?:wines?|beers?|cheeses?|fruits?|snacks?|spirits|breakfasts?|sausages?|eggs?|desserts?|cakes?|milk|tea|takeaway|take-away|deliver\w*|michelin|views?|parking|euros?|dollars?|pounds|michelin|cambridge|uk|england|london|here at|establishment|wi-?fi|toilets?|chips|fries|burgers?|tuscan|beef|unfortunately|sadly)\b/i;
const FINITE_VERB =
  /\b(?:is|are|has|have|serves|offers|provides|costs|try|visit|find|enjoy|gets|sells|lies|sits|features|can|welcomes|caters|boasts|charges|rate)\b|(?:it|there|that)'s\b/i;
// Slips that the references make often enough to be learnt.
const SLIPS =
  /\b(?:that that|is located is|customer rating low|price range high|(?:are|located|an|a|in|its|the|also) (?:is|are)|(?:that|which|and|it|\{name\}) (?:serve|offer|provide|sell|have|are)|in called|fast good|yes|please|is (?:restaurant|pub|coffee shop|Italian|riverside)|no (?:child|kid|family)-friendly|an? not|an? (?:high|low|moderate|average|cheap) (?:prices|ratings|cost|customer ratings)|\w+of\d|as (?:well as|is)|an? (?:food|fast food food)|food food|serves? (?:coffee shop|pub)|price rating|eat type|good food|also also|(?:of|is) (?:yes|no)|price less|has family-friendly|has not|priced? (?:range )?food|this coffee shop|rate(?: is| of)|it not|(?:restaurant|pub|coffee shop|place) serves|customer rated|coffee ship|based food|is fast,|and no|located riverside,|is average and|is Japanese food|is located near [^,.]* is|is has|an (?:has|is|it)|for adult public|is (?:cheap|moderate|moderately|expensive|family-friendly|child-friendly)[ ,](?:[\w-]+ ){0,3}?(?:pub|coffee shop|restaurant|place))\b|^(?:English|Italian|Indian|Japanese|French|Chinese|Fast food|Coffee shop|Pub|Restaurant) (?:restaurant|pub|coffee|food restaurant|called|named)/i;

/**
 * Tidies a reference: spacing, quotes, capitals of common words, British
 * spelling, "a Italian", the last full stop. `{name}` and `{near}` may stand
 * in it.
 */
export function tidyReference(reference: string): string {
  let text = reference
    .replace(/[‘’´`]/g, "'")
    .replace(/[“”"]/g, '')
    .replace(/[–—]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/£ (?=\d)/g, '£')
    .replace(/£?20 ?(?:-|to) ?£?25\b(?: pounds)?/g, '£20-25')
    .replace(/\bcenter\b/gi, 'centre')
    .replace(/\b(family|kid|kids|child|children)[ -]friendly\b/gi, '$1-friendly')
    .replace(/\b(?:kids|childs|children)-friendly\b/gi, (m) =>
      /^k/i.test(m) ? 'kid-friendly' : 'child-friendly',
    )
    .replace(
      /\b(low|high|moderately|mid|medium|average|highly|poorly|reasonably)[ -](rated|priced)\b/gi,
      '$1 $2',
    )
    .replace(/\b(low|high|mid|average) (rated|priced)\b/gi, '$1-$2')
    // Capitals in mid-sentence, which the references strew about.
    .replace(
      /(?<=\S )(?<![.!?] )(?:City|Centre|Riverside|River|Coffee|Shop|Pub|Restaurant|Family|Kids?|Child|Children|Adults?|Fast|Food|Customers?|Ratings?|Price|Range|High|Low|Average|Moderate|Cheap|Friendly|The|Area|Near|Located|Yes|No|Family-Friendly|Family-friendly|Kid-friendly|Child-friendly|Priced|It)\b/g,
      (w) => w.toLowerCase(),
    )
    .replace(/-Friendly\b/g, '-friendly')
    .replace(
      /\b(english|british|japanese|french|italian|indian|chinese)\b/g,
      (w) => w[0].toUpperCase() + w.slice(1),
    )
    .replace(
      /\ba (?=(?:English|Italian|Indian|average|expensive|inexpensive|affordable|excellent|adult|Asian)\b)/g,
      'an ',
    )
    .replace(
      /\bA (?=(?:English|Italian|Indian|average|expensive|inexpensive|affordable|excellent|adult|Asian)\b)/g,
      'An ',
    )
    .replace(
      /\ban (?=(?:British|Japanese|French|Chinese|cheap|low|high|moderate|moderately|family|child|kid|pub|coffee|fast|riverside)\b)/g,
      'a ',
    )
    .replace(/\b([Ii]t)'s (?=(?:customer|price|prices|rating|location|ratings)\b)/g, '$1s ')
    .replace(
      /\b(has|have|with|and) (?=(?:high|low|moderate|average|cheap|good|excellent) (?:customer rating|rating|price range)\b)/g,
      (_, w: string) => `${w} ${/^(?:has|have|with)$/.test(w) ? 'a ' : ''}`,
    )
    .replace(/\b(has|with) a (?=(?:average|excellent) )/g, '$1 an ')
    .replace(/'(\{\w+\})'/g, '$1')
    .replace(/\bmoderate(?=[ -]priced)/g, 'moderately')
    .replace(/\brating (?=\d out)/g, 'rating of ')
    .replace(/\b(less than|more than|over|under) (?=(?:20|30)\b)/g, '$1 £')
    .replace(/\bprice range (?=(?:less|more|£|under|over))/g, 'price range of ')
    .replace(/\blocated riverside\b/g, 'located by the riverside')
    .replace(/\bin (?:the )?(?:area of )?riverside\b(?! area)/g, 'in the riverside area')
    .replace(/\bin riverside area\b/g, 'in the riverside area')
    .replace(/^In (?:the )?riverside\b(?! area)/g, 'In the riverside area')
    .replace(/\b(by|on|at|along|near) riverside\b(?! area)/gi, '$1 the riverside')
    .replace(/\b(in|near|of) city centre\b/gi, '$1 the city centre')
    // Two sentences run together with a comma.
    .replace(/, (?:and )?it (?=(?:is|has|serves|offers|provides)\b)/g, '. It ')
    .replace(/, (?=it's )/g, '. ')
    .replace(/ ([.,!?])/g, '$1')
    .replace(/,(?=[A-Za-z{])/g, ', ')
    .replace(/([a-z}])\.(?=[A-Z{])/g, '$1. ')
    .replace(/([.!?]) ([a-z])/g, (_, mark: string, c: string) => `${mark} ${c.toUpperCase()}`)
    .replace(/^([a-z])/, (c) => c.toUpperCase());
  if (/[^.!?]$/.test(text)) text = `${text.replace(/[,;:-]$/, '')}.`;
  return text;
}

/** Whether a tidied reference reads well enough to learn from. */
export function readsWell(reference: string): boolean {
  const words = reference.split(' ').length;
  return (
    words >= 6 &&
    words <= 34 &&
    sentenceCount(reference) <= 2 &&
    FINITE_VERB.test(reference) &&
    !SLIPS.test(reference) &&
    !DETAIL.test(reference) &&
    !/[;:()/[\]_*?!]|\.\.|,,|--| - /.test(reference) &&
    !/\b(\w+) \1\b/i.test(reference) &&
    !/\b(?:i|my|we|our|us)\b/i.test(reference) &&
    /^[A-Z{0-9]/.test(reference)
  );
}

/** How many sentences end in the text. */
export function sentenceCount(text: string): number {
  return (text.match(/[.!?]+(?= |$)/g) ?? []).length;
}
