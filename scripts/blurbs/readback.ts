/**
 * What each training response says, as numbers: facts said, facts in the prompt's words, where they are said,
 * tone and length. `readback.py` trains the end token's hidden state to know them.
 *
 *     node scripts/blurbs/run.mjs readback DATA   (reads DATA/train.jsonl, writes DATA/readback.f32)
 *
 * Knows the slot checker and the tones. Must not know any labeler: these are facts about a text, not a taste.
 */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parsePrompt, SLOTS } from '../../src/tastes/blurbs/facts.ts';
import { FAMILY_BOTH, FAMILY_NO, FAMILY_YES } from '../../src/tastes/blurbs/lexicon.ts';
import { checkFacts } from '../../src/tastes/blurbs/slotChecker.ts';
import { TONES, toneScores } from '../../src/tastes/blurbs/tone.ts';
import { maskVenues } from '../../src/tastes/blurbs/venues.ts';

/** Columns of one example: said, verbatim and place per slot; missing, wrong; tones; words. */
export const COLUMNS = SLOTS.length * 3 + 2 + TONES.length + 1;

/** A number that says nothing, because the fact was not asked for; the trainer leaves it out. */
const UNASKED = Number.NaN;

function words(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

export function readBack(prompt: string, response: string): number[] {
  const facts = parsePrompt(prompt);
  const check = checkFacts(facts, response);
  const masked = maskVenues(facts, response).masked;
  const place = (slot: (typeof SLOTS)[number]): number => {
    const value = facts[slot];
    if (value === undefined) return UNASKED;
    const starts =
      slot === 'family'
        ? [...FAMILY_NO, FAMILY_BOTH, FAMILY_YES].map((pattern) => masked.search(pattern))
        : [response.toLowerCase().indexOf(value.toLowerCase())];
    const found = starts.filter((start) => start >= 0);
    return found.length === 0 ? 1.5 : words(response.slice(0, Math.min(...found))) / 20;
  };
  const tones = toneScores(response);
  return [
    ...SLOTS.map((slot) => (facts[slot] === undefined ? UNASKED : Number(check.said.includes(slot)))),
    ...SLOTS.map((slot) => (facts[slot] === undefined ? UNASKED : Number(check.verbatim.includes(slot)))),
    ...SLOTS.map(place),
    check.missing.length / 2,
    check.wrong.length,
    ...TONES.map((tone) => Math.min(2, tones[tone])),
    words(response) / 20,
  ];
}

export async function main([folder]: readonly string[]): Promise<number> {
  const rows: number[] = [];
  const lines = createInterface({ input: createReadStream(join(folder, 'train.jsonl')) });
  for await (const line of lines) {
    const { prompt, response } = JSON.parse(line) as { prompt: string; response: string };
    rows.push(...readBack(prompt, response));
  }
  await writeFile(join(folder, 'readback.f32'), new Uint8Array(Float32Array.from(rows).buffer));
  console.log(`${rows.length / COLUMNS} examples, ${COLUMNS} columns`);
  return 0;
}
