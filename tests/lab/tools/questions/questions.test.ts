/** Questions fit their answers: a demonstration of each, over the real tools, ends with what is right. And what is held out is. */
import { expect, it } from 'vitest';
import {
  commonWords,
  demonstrated,
  demonstrations,
  grammar,
} from '../../../../src/lab/tools/questions/demonstrations.ts';
import { ENTRIES } from '../../../../src/lab/tools/questions/entries.ts';
import { expand } from '../../../../src/lab/tools/questions/expand.ts';
import { ask } from '../../../../src/lab/tools/questions/questions.ts';
import {
  heldOutDay,
  heldOutNumber,
  heldOutValues,
  isHeldOut,
  shownValues,
} from '../../../../src/lab/tools/questions/values.ts';
import { SHOWN_WORDS } from '../../../../src/lab/tools/questions/words.ts';
import { KINDS, UNKNOWN, WORDINGS } from '../../../../src/lab/tools/questions/wordings.ts';
import { dayOf } from '../../../../src/lab/tools/toolset/table.ts';
import { LANGUAGES } from '../../../../src/lab/tools/toolset/dictionary.ts';
import { stream } from '../../../../src/rl/random.ts';

const SETS = ['shown', 'asked', 'unseen'] as const;

it.each(SETS)('a demonstration ends with the right answer, in wordings that are %s', async (set) => {
  const random = stream(1, `test/${set}`);
  const values = heldOutValues(random);
  for (const kind of KINDS)
    for (let i = 0; i < 20; i++) {
      const question = ask(kind, set, values, random);
      const pieces = await demonstrated(question);
      expect(pieces.at(-1)![0], question.text).toBe(` User ${question.answer}\n`);
      const asked = pieces.filter(([text]) => text.startsWith(' TS '));
      expect(asked.map(([text]) => text)).toEqual(question.queries.map((query) => ` TS ${query}\n`));
      // The question says all that is asked of the tools first.
      const [first] = question.queries;
      for (const part of first?.split(/[-+*/ ]/) ?? [])
        if (!['days', 'weekday', 'define', 'in'].includes(part)) expect(question.text).toContain(part);
    }
});

it('what is in no table is not known, and what falls silent neither', async () => {
  const random = stream(2, 'test');
  const values = heldOutValues(random);
  const missing = ask('bill', 'shown', values, random, true);
  expect([missing.answer, missing.venues, missing.queries.length]).toEqual([UNKNOWN, [], 1]);
  const silent = await demonstrated(ask('between', 'shown', values, random), true);
  expect(silent.map(([text]) => text).slice(-2)).toEqual(['R: -\nA:', ` User ${UNKNOWN}\n`]);
});

it('no value of the test is in the training', async () => {
  let seen = 0;
  for await (const { pieces } of demonstrations(3)) {
    const text = pieces.map(([piece]) => piece).join('');
    // Results of sums are whatever they are.
    const said = text.replace(/\n[RB]: -?[\d.]+\n/g, '\n').replace(/User -?[\d.]+\n/g, '');
    for (const [date] of said.matchAll(/\d{4}-\d\d-\d\d/g))
      expect(heldOutDay(dayOf(date)!), text).toBe(false);
    const words = said.replace(/\d{4}-\d\d-\d\d/g, '');
    for (const [number] of words.matchAll(/\d+/g)) expect(heldOutNumber(Number(number)), text).toBe(false);
    const grammatical = new Set(commonWords().map((word) => word.toLowerCase()));
    for (const [word] of words.matchAll(/\p{L}+/gu))
      if (!grammatical.has(word.toLowerCase())) expect(isHeldOut(word), `${word} in ${text}`).toBe(false);
    if (++seen === 400) break;
  }
  const held = heldOutValues(stream(4, 'test'));
  for (let i = 0; i < 50; i++) {
    expect(heldOutNumber(held.number(3))).toBe(true);
    expect(heldOutDay(dayOf(held.date())!)).toBe(true);
    expect(isHeldOut(held.entry()[0])).toBe(true);
  }
});

it('no wording of one set is one of another', () => {
  for (const wordings of Object.values(WORDINGS)) {
    const random = stream(5, 'test');
    const values = {
      a: 'a',
      b: 'b',
      n: 'n',
      venue: 'v',
      other: 'o',
      word: 'w',
      language: 'l',
      date: 'd',
      from: 'f',
      to: 't',
    };
    const drawn = SETS.map(
      (set) =>
        new Set(
          Array.from({ length: 300 }, (_, i) =>
            expand(wordings[set][i % wordings[set].length], values, random),
          ),
        ),
    );
    for (const text of drawn[0]) expect(drawn[1].has(text) || drawn[2].has(text)).toBe(false);
    for (const text of drawn[1]) expect(drawn[2].has(text)).toBe(false);
  }
});

it('the same seed gives the same dialogues', async () => {
  const first = async (seed: number) => {
    for await (const { pieces } of demonstrations(seed)) return pieces;
  };
  expect(await first(6)).toEqual(await first(6));
  expect(await first(6)).not.toEqual(await first(7));
});

it('the dictionary is whole, and the grammar has no marks left over', () => {
  expect(ENTRIES.size).toBeGreaterThan(60);
  for (const [word, entry] of ENTRIES) {
    expect(word).toBe(word.toLowerCase());
    for (const language of LANGUAGES) expect(entry[language], word).toMatch(/\S/);
    expect(entry.meaning, word).toMatch(/\S/);
  }
  expect(grammar().join('')).not.toMatch(/[{}()|]/);
  expect(shownValues(stream(1, 'x'), ['over']).venue(null).name).toMatch(/\S/);
});

it('expands a wording, whatever was left out', () => {
  const random = stream(8, 'test');
  const texts = new Set(
    Array.from({ length: 60 }, () => expand('(a|the) ({x}|very (big|) {x})', { x: '(c|d)' }, random)),
  );
  expect([...texts].toSorted()).toEqual([
    'a (c|d)',
    'a very (c|d)',
    'a very big (c|d)',
    'the (c|d)',
    'the very (c|d)',
    'the very big (c|d)',
  ]);
  expect(() => expand('{y}', {}, random)).toThrow(/asks for y/);
});

it('the words that names are made of in training are none of those that are held out', () => {
  for (const word of Object.values(SHOWN_WORDS).flat()) expect(isHeldOut(word), word).toBe(false);
});
