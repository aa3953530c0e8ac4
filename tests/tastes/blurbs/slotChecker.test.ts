/** The slot checker against people's sentences, judged by hand, and against its own promises. */
import { describe, expect, it } from 'vitest';
import { parsePrompt, SLOTS } from '../../../src/tastes/blurbs/facts.ts';
import { checkFacts, saidShare } from '../../../src/tastes/blurbs/slotChecker.ts';
import { JUDGED } from './judgedReferences.ts';

describe('checkFacts', () => {
  it.each(JUDGED)('%s | %s', (prompt, text, missing, wrong) => {
    const facts = parsePrompt(prompt);
    const check = checkFacts(facts, text);
    expect(check.missing.join(' ')).toBe(missing);
    const wrongSlots = new Set(check.wrong.map((w) => w.slot));
    expect(SLOTS.filter((slot) => wrongSlots.has(slot)).join(' ')).toBe(wrong);
    expect(check.said.length + check.missing.length).toBe(Object.keys(facts).length);
  });

  it('tells the prompt’s own words from a paraphrase', () => {
    const facts = parsePrompt(
      'name: The Mill, food: English, price: cheap, rating: high, area: city centre, family: yes',
    );
    const own = 'The Mill: English food, cheap, high rating, city centre, family-friendly.';
    expect(checkFacts(facts, own).verbatim).toEqual(['name', 'food', 'price', 'rating', 'area', 'family']);
    const other =
      'The Mill serves inexpensive British food downtown, gets top reviews and welcomes children.';
    const check = checkFacts(facts, other);
    expect(check.said).toEqual(['name', 'food', 'price', 'rating', 'area', 'family']);
    expect(check.verbatim).toEqual(['name']);
  });

  it('names what was wrong in the words of the text', () => {
    const check = checkFacts({ name: 'The Mill', food: 'French' }, 'The Mill is a cheap pub with pasta.');
    expect(check.wrong).toEqual([
      { slot: 'type', found: 'pub' },
      { slot: 'food', found: 'pasta' },
      { slot: 'price', found: 'cheap' },
    ]);
  });

  it('looks for values of a visitor’s own in their own words', () => {
    const facts = { name: 'Lotus', food: 'Thai', price: 'about £12', area: 'harbour' };
    const good = checkFacts(facts, 'Lotus serves Thai food for about £12 in the harbour.');
    expect(good.missing).toEqual([]);
    expect(good.wrong).toEqual([]);
    const bad = checkFacts(facts, 'Lotus serves Italian food.');
    expect(bad.missing).toEqual(['food', 'price', 'area']);
    expect(bad.wrong).toEqual([{ slot: 'food', found: 'italian' }]);
  });

  it('copes with names that hold words of the lexicon or of a pattern', () => {
    const facts = { name: 'Cheap Eats (Indian) *', near: 'The River Pub', food: 'English' };
    const check = checkFacts(facts, 'Cheap Eats (Indian) * near The River Pub serves English food.');
    expect(check.missing).toEqual([]);
    expect(check.wrong).toEqual([]);
  });

  it('finds nothing in an empty text', () => {
    const check = checkFacts({ name: 'A', food: 'Thai' }, '');
    expect(check).toEqual({ said: [], verbatim: [], missing: ['name', 'food'], wrong: [] });
    expect(saidShare(check)).toBe(0);
  });
});
