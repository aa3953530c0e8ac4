import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  parseCsv,
  parseMr,
  readE2eZip,
  readsWell,
  sentenceCount,
  tidyReference,
} from '../../../scripts/blurbs/e2e.ts';

describe('the E2E data set', () => {
  it('reads quoted CSV', () => {
    expect(parseCsv('mr,ref\n"a, ""b""","c\nd"\r\ne,f')).toEqual([
      ['mr', 'ref'],
      ['a, "b"', 'c\nd'],
      ['e', 'f'],
    ]);
  });

  it('reads meaning representations', () => {
    expect(
      parseMr(
        'name[The Vaults], eatType[pub], priceRange[more than £30], customer rating[5 out of 5], near[Café Adriatic], familyFriendly[no]',
      ),
    ).toEqual({
      name: 'The Vaults',
      type: 'pub',
      price: 'more than £30',
      rating: '5 out of 5',
      near: 'Café Adriatic',
      family: 'no',
    });
    expect(() => parseMr('food[French]')).toThrow(/no name/);
  });

  it('reads the three files of the zip', () => {
    const csv = (text: string) => strToU8(`mr,ref\nname[A],${text}\n`);
    const files = {
      'e2e-dataset/trainset.csv': csv('one'),
      'e2e-dataset/devset.csv': csv('two'),
      'e2e-dataset/testset_w_refs.csv': csv('three'),
    };
    expect(readE2eZip(zipSync(files)).map((row) => row.reference)).toEqual(['one', 'two', 'three']);
    expect(() => readE2eZip(zipSync({ 'x.csv': strToU8('') }))).toThrow(/is it the E2E data set/);
  });

  it.each([
    [
      '{name} is a Italian Pub in Riverside , near {near}',
      '{name} is an Italian pub in the riverside area, near {near}.',
    ],
    [
      '{name} has high customer rating.  it is Kids Friendly',
      '{name} has a high customer rating. It is kid-friendly.',
    ],
    [
      'the {name} costs £ 20 - £25 in the City Center, it is cheap',
      'The {name} costs £20-25 in the city centre. It is cheap.',
    ],
  ])('tidies %j', (from, to) => {
    expect(tidyReference(from)).toBe(to);
  });

  it('turns down fragments, details and slips', () => {
    expect(readsWell('{name} is a cheap pub near {near} in the city centre.')).toBe(true);
    expect(readsWell('Coffee shop fast food moderate price range area.')).toBe(false);
    expect(readsWell('{name} serves wine and cheese near {near} every day.')).toBe(false);
    expect(readsWell('{name} is a pub that serve English food for all.')).toBe(false);
    expect(readsWell('{name} is good.')).toBe(false);
  });

  it('counts sentences, not the points of figures', () => {
    expect(sentenceCount('It costs £10.50 here. It is rated 5 out of 5.')).toBe(2);
  });
});
