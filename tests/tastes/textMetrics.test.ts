import { describe, expect, it } from 'vitest';
import { distinctN, repetition, wordCount, wordsOf } from '../../src/tastes/textMetrics.ts';

describe('wordsOf', () => {
  it('keeps hyphens, apostrophes, amounts and accents inside words and drops punctuation', () => {
    expect(wordsOf("It's family-friendly, near Café Rouge – £20!")).toEqual([
      "It's",
      'family-friendly',
      'near',
      'Café',
      'Rouge',
      '£20',
    ]);
  });

  it.each(['', ' \n', '?! …', '£ - '])('finds none in %j', (text) => {
    expect(wordCount(text)).toBe(0);
  });
});

describe('distinctN', () => {
  it('counts over all sequences together', () => {
    // 1-2, 2-3, 1-2, 2-4: three of four differ.
    expect(
      distinctN(
        [
          [1, 2, 3],
          [1, 2, 4],
        ],
        2,
      ),
    ).toBe(0.75);
  });

  it('is 1 when nothing repeats and falls to 1/total when all is one', () => {
    expect(distinctN([[1, 2, 3, 4, 5]], 4)).toBe(1);
    expect(distinctN([[7, 7, 7, 7, 7, 7]], 2)).toBeCloseTo(1 / 5);
  });

  it('does not confuse n-grams that read the same when joined', () => {
    expect(
      distinctN(
        [
          [1, 23],
          [12, 3],
        ],
        2,
      ),
    ).toBe(1);
  });

  it('makes no n-gram across sequences, and is NaN without any', () => {
    expect(distinctN([[1], [2], []], 2)).toBeNaN();
  });
});

describe('repetition', () => {
  it('is 0 for a text without repeats or too short to have any', () => {
    expect(repetition('The Eagle is a pub near the river.')).toBe(0);
    expect(repetition('A pub.')).toBe(0);
  });

  it('rises with a loop, whatever the case', () => {
    // Seven trigrams: a-b-c, b-c-a, c-a-b and the same again, with a-b-c a third time.
    expect(repetition('A b c a b C a b c')).toBeCloseTo(4 / 7);
  });
});
