/**
 * Picks the references to learn from, and takes their venues out.
 *
 * Knows: which references the slot checker and the word counts let pass.
 * Must not know: tones, or how examples are put together (prepare.ts).
 */
import { SLOTS, type Facts } from '../../src/tastes/blurbs/facts.ts';
import { checkFacts } from '../../src/tastes/blurbs/slotChecker.ts';
import { readsWell, tidyReference, type E2eRow } from './e2e.ts';

// Rarer words are mostly typos, and a small model has no room for the others.
const MIN_WORD_COUNT = 30;

/** A reference that may be learnt from, and its facts. */
export interface Source {
  facts: Facts;
  /** With {name} and {near} in place of the venues. */
  template: string;
  key: string;
}

/** Tidied references without wrong facts, venues replaced by placeholders. */
export function filterSources(rows: readonly E2eRow[]): Source[] {
  const templates: { facts: Facts; template: string }[] = [];
  for (const { facts, reference } of rows) {
    const template = delexicalise(facts, reference);
    if (template === undefined) continue;
    const tidied = tidyReference(template);
    if (readsWell(tidied)) templates.push({ facts, template: tidied });
  }
  const counts = new Map<string, number>();
  for (const { template } of templates) {
    for (const word of wordsOf(template)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const seen = new Set<string>();
  return templates.flatMap(({ facts, template }) => {
    if (wordsOf(template).some((word) => (counts.get(word) ?? 0) < MIN_WORD_COUNT)) return [];
    const key = factKey(facts);
    if (seen.has(`${key}\n${template}`)) return [];
    seen.add(`${key}\n${template}`);
    const check = checkFacts(facts, fill(template, facts));
    if (check.wrong.length > 0 || check.missing.length > 1) return [];
    return [{ facts, template, key }];
  });
}

/** Puts placeholders for the venues, or nothing when one is spelt otherwise. */
function delexicalise(facts: Facts, reference: string): string | undefined {
  const own = [['{name}', facts.name], ...(facts.near === undefined ? [] : [['{near}', facts.near]])] as [
    string,
    string,
  ][];
  own.sort((a, b) => b[1].length - a[1].length);
  let text = reference.normalize('NFC');
  for (const [mark, venue] of own) {
    text = text.replaceAll(new RegExp(`\\b(?:[Tt]he )?${venue}(?!\\w)`, 'g'), mark);
  }
  return text.includes('{name}') && !/\{near\} (?:hotel|cafe|café)|\w\{|\}\w/i.test(text) ? text : undefined;
}

/** A template with the venues of the facts. */
export function fill(template: string, facts: Facts): string {
  return template.replaceAll('{name}', facts.name).replaceAll('{near}', facts.near ?? '');
}

/** The facts without their venues: what a held-out prompt is held out by. */
export function factKey(facts: Facts): string {
  return SLOTS.map((slot) =>
    slot === 'name' || slot === 'near' ? (facts[slot] ? '+' : '') : (facts[slot] ?? ''),
  ).join('|');
}

function wordsOf(template: string): string[] {
  return template.toLowerCase().match(/[a-z'£0-9-]+/g) ?? [];
}
