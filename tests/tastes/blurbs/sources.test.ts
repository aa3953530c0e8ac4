import { describe, expect, it } from 'vitest';
import { distinct4 } from '../../../scripts/blurbs/check.ts';
import { parseMr } from '../../../scripts/blurbs/e2e.ts';
import { factKey, fill, filterSources } from '../../../scripts/blurbs/sources.ts';

const facts = parseMr('name[The Mill], eatType[pub], food[Italian], near[Café Rouge]');
const good = 'The Mill is an Italian pub near the Café Rouge.';

// Words are only kept when they are frequent, so every row comes with company.
const company = Array.from({ length: 40 }, (_, i) => ({
  facts: { ...facts, price: `price ${i}` },
  reference: 'The Mill is a cheap Italian pub near Café Rouge. The Mill is an Italian pub near Café Rouge.',
}));
const keptOf = (reference: string, own = facts) =>
  filterSources([...company, { facts: own, reference }]).filter((source) => source.facts === own);

describe('filterSources', () => {
  it('keeps a faithful reference, with its venues taken out', () => {
    const [source] = keptOf(good);
    expect(source.template).toBe('{name} is an Italian pub near {near}.');
    expect(fill(source.template, { name: 'Fern', near: 'Hana' })).toBe('Fern is an Italian pub near Hana.');
  });

  it.each([
    ['a contradiction', 'The Mill is a cheap Italian pub near Café Rouge.'],
    ['a name spelt otherwise', 'Mill is an Italian pub near Café Rouge.'],
    ['a rare word', 'The Mill is a stupendous Italian pub near Café Rouge.'],
    ['two facts left out', 'The Mill is an Italian, an Italian of the Mill, Italian.'],
    ['too many sentences', 'The Mill is Italian. The Mill is a pub. The Mill is near Café Rouge.'],
  ])('drops %s', (_, reference) => {
    expect(keptOf(reference)).toEqual([]);
  });

  it('keeps one of two that are alike', () => {
    const twice = [...company, { facts, reference: good }, { facts, reference: good }];
    expect(filterSources(twice).filter((source) => source.facts === facts)).toHaveLength(1);
  });
});

describe('factKey', () => {
  it('is blind to the venues and to nothing else', () => {
    expect(factKey(facts)).toBe(factKey({ ...facts, name: 'Fern', near: 'Hana' }));
    expect(factKey(facts)).not.toBe(factKey({ ...facts, food: 'Indian' }));
    const { near, ...far } = facts;
    expect(near).toBe('Café Rouge');
    expect(factKey(facts)).not.toBe(factKey(far));
  });
});

describe('distinct4', () => {
  it('is 1 when no four words recur and falls with repetition', () => {
    expect(distinct4(['a b c d', 'e f g h'])).toBe(1);
    expect(distinct4(['a b c d', 'a b c d'])).toBe(0.5);
    expect(distinct4(['short'])).toBe(1);
  });
});
