/** Length taken out of a reward: known slopes are found, and a few rankings put back what they want of it. */
import { describe, expect, it } from 'vitest';
import {
  slopeOverWords,
  withWords,
  wordsWanted,
  type Anchor,
} from '../../../../src/lab/implicit/experiment/lengthFree.ts';
import type { Pool } from '../../../../src/lab/implicit/experiment/pool.ts';
import { stream } from '../../../../src/rl/random.ts';

const pool = (words: readonly (readonly number[])[]): Pool =>
  words.map((each) => each.map((count) => ({ sequence: [], text: '', utility: 0, words: count })));

describe('the slope of scores over words', () => {
  it('is that within questions, whatever questions differ by', () => {
    const words = [
      [10, 12, 17],
      [30, 31, 40],
    ];
    const scores = words.map((each, question) => each.map((count) => 100 * question - 0.5 * count));
    expect(slopeOverWords(pool(words), scores)).toBeCloseTo(-0.5, 12);
    const free = withWords(pool(words), scores, 0.5);
    free.forEach((each, question) => each.forEach((score) => expect(score).toBeCloseTo(100 * question, 10)));
  });

  it('is least squares where other things count as well', () => {
    // By hand: words −1, 0, 1 about their middle, scores 3, 0, −1: (−3 − 1) / 2.
    expect(slopeOverWords(pool([[9, 10, 11]]), [[3, 0, -1]])).toBeCloseTo(-2, 12);
  });

  it('is 0 where all are of one length', () => {
    expect(slopeOverWords(pool([[5, 5], [9]]), [[1, 2], [3]])).toBe(0);
  });
});

/** Rankings by score + perWord · words, noiseless, of four answers each. */
function rankedBy(perWord: number, count: number, seed = 1): Anchor[] {
  const random = stream(seed, 'anchors');
  return Array.from({ length: count }, () => {
    const scores = [0, 1, 2, 3].map(() => random.uniform() * 4 - 2);
    const words = [0, 1, 2, 3].map(() => 10 + random.integer(20));
    const worth = scores.map((score, index) => score + perWord * words[index]);
    const order = [0, 1, 2, 3].toSorted((a, b) => worth[b] - worth[a]);
    return { scores, words, tiers: worth.map((_, index) => order.indexOf(index)) };
  });
}

const SPREAD = { scores: 1.2, words: 6 };

describe('what rankings want of length', () => {
  it.each([-0.3, 0, 0.2])('is found from many: %d a word', (perWord) => {
    expect(wordsWanted(rankedBy(perWord, 400), SPREAD)).toBeCloseTo(perWord, 1);
  });

  it('has the sign that eight have', () => {
    for (let seed = 1; seed <= 5; seed++) {
      expect(wordsWanted(rankedBy(0.4, 8, seed), SPREAD)).toBeGreaterThan(0);
      expect(wordsWanted(rankedBy(-0.4, 8, seed), SPREAD)).toBeLessThan(0);
    }
  });

  it('is nothing without rankings, and of those that tie', () => {
    expect(wordsWanted([], SPREAD)).toBe(0);
    expect(wordsWanted([{ scores: [1, 2], words: [10, 20], tiers: [0, 0] }], SPREAD)).toBe(0);
  });
});
