/** A bag of tokens: what it learns of rankings, and that it is told nothing else. */
import { describe, expect, it } from 'vitest';
import { learnBag, type RankedAnswers } from '../../../../src/rl/rewards/bag/learnBag.ts';
import { bagScores, normalisedBag, type BagState } from '../../../../src/rl/rewards/bag/tokenBag.ts';
import { stream } from '../../../../src/rl/random.ts';

const LIKED = 3;
const DISLIKED = 5;

/** Sets of four random answers of 4 to 9 tokens under 12, ranked by what `worth` says of each. */
function ranked(count: number, seed: string, worth: (answer: readonly number[]) => number): RankedAnswers[] {
  const draws = stream(11, seed);
  return Array.from({ length: count }, () => {
    const answers = Array.from({ length: 4 }, () =>
      Array.from({ length: 4 + draws.integer(6) }, () => draws.integer(12)),
    );
    const said = answers.map(worth);
    return { answers, tiers: said.map((own) => said.filter((other) => other > own).length) };
  });
}

/** Share of pairs of new answers that it orders as they are ranked. */
function accuracy(bag: BagState, rankings: readonly RankedAnswers[]): number {
  const right = rankings.flatMap(({ answers, tiers }) => {
    const scores = bagScores(bag, answers);
    return tiers.flatMap((own, i) =>
      tiers.flatMap((other, j) => (own < other ? [Number(scores[i] > scores[j])] : [])),
    );
  });
  return right.reduce((sum, one) => sum + one, 0) / right.length;
}

const likes = (answer: readonly number[]) =>
  Number(answer.includes(LIKED)) - 2 * Number(answer.includes(DISLIKED));

describe('a bag of tokens', () => {
  it.each([
    ['which tokens there are', likes],
    ['how long an answer is', (answer: readonly number[]) => -answer.length],
  ])('learns %s', (_, worth) => {
    const bag = learnBag(ranked(60, 'learned', worth))!;
    expect(accuracy(bag, ranked(100, 'new', worth))).toBeGreaterThan(0.9);
  });

  it('counts a token once, and knows none that it has not met', () => {
    const bag = learnBag(ranked(40, 'learned', likes))!;
    const [once, twice, asLong, disliked, unknown, another] = bagScores(bag, [
      [LIKED, 0, 1, 2],
      [LIKED, LIKED, 0, 1, 2],
      [LIKED, 0, 0, 1, 2],
      [DISLIKED, 0, 1, 2],
      [99, 0, 1, 2],
      [98, 0, 1, 2],
    ]);
    expect(twice).toBe(asLong);
    expect(disliked).toBeLessThan(once);
    expect(unknown).toBe(another);
  });

  it('scores reference answers 0 ± 1, and is the same out of a file', () => {
    const reference = ranked(20, 'reference', likes).flatMap(({ answers }) => answers);
    const bag = normalisedBag(learnBag(ranked(40, 'learned', likes))!, reference);
    const scores = bagScores(bag, reference);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean).toBeCloseTo(0, 9);
    const square = scores.reduce((sum, score) => sum + score ** 2, 0) / (scores.length - 1);
    expect(square).toBeCloseTo(1, 9);
    expect(bagScores(JSON.parse(JSON.stringify(bag)) as BagState, reference)).toEqual(scores);
  });

  it('believes each ranking as far as it counts', () => {
    const said = ranked(40, 'learned', likes);
    const against = ranked(40, 'learned', (answer) => -likes(answer));
    const fresh = ranked(100, 'new', likes);
    const believing = (weight: number, other: number) =>
      accuracy(
        learnBag([
          ...said.map((ranking) => ({ ...ranking, weight })),
          ...against.map((ranking) => ({ ...ranking, weight: other })),
        ])!,
        fresh,
      );
    expect(believing(1, 0.2)).toBeGreaterThan(0.9);
    expect(believing(0.2, 1)).toBeLessThan(0.1);
    expect(accuracy(learnBag(said.map((ranking) => ({ ...ranking, weight: 1 })))!, fresh)).toBe(
      accuracy(learnBag(said)!, fresh),
    );
  });

  it('is none where there is nothing to learn, or all is tied', () => {
    expect(learnBag([])).toBeNull();
    expect(learnBag(ranked(8, 'tied', () => 0))).toBeNull();
  });

  it('does not divide by the spread of answers that it finds all alike', () => {
    const bag = learnBag(ranked(40, 'learned', likes))!;
    const alike = [
      [1, 2],
      [2, 1],
    ];
    expect(bagScores(normalisedBag(bag, alike), alike).every((score) => Math.abs(score) < 1e-9)).toBe(true);
  });
});
