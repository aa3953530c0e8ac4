/** A bag of tokens: what it learns of rankings, and that it is told nothing else. */
import { describe, expect, it } from 'vitest';
import { TokenBag, type RankedAnswers } from '../../../../src/rl/rewards/bag/tokenBag.ts';
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
function accuracy(bag: TokenBag, rankings: readonly RankedAnswers[]): number {
  const right = rankings.flatMap(({ answers, tiers }) =>
    tiers.flatMap((own, i) =>
      tiers.flatMap((other, j) =>
        own < other ? [Number(bag.score(answers[i]) > bag.score(answers[j]))] : [],
      ),
    ),
  );
  return right.reduce((sum, one) => sum + one, 0) / right.length;
}

const likes = (answer: readonly number[]) =>
  Number(answer.includes(LIKED)) - 2 * Number(answer.includes(DISLIKED));

describe('a bag of tokens', () => {
  it.each([
    ['which tokens there are', likes],
    ['how long an answer is', (answer: readonly number[]) => -answer.length],
  ])('learns %s', (_, worth) => {
    const bag = new TokenBag();
    bag.learn(ranked(60, 'learned', worth));
    expect(accuracy(bag, ranked(100, 'new', worth))).toBeGreaterThan(0.9);
  });

  it('counts a token once, and knows none that only one answer has', () => {
    const bag = new TokenBag();
    bag.learn(ranked(40, 'learned', likes));
    const once = bag.raw([LIKED, 0, 1, 2]);
    // As long, and with the same tokens besides.
    expect(bag.raw([LIKED, LIKED, 0, 1, 2])).toBe(bag.raw([LIKED, 0, 0, 1, 2]));
    expect(bag.raw([DISLIKED, 0, 1, 2])).toBeLessThan(once);
    expect(bag.raw([99, 0, 1, 2])).toBe(bag.raw([98, 0, 1, 2]));
  });

  it('scores reference answers 0 ± 1, and is the same out of its state', () => {
    const bag = new TokenBag();
    bag.learn(ranked(40, 'learned', likes));
    const reference = ranked(20, 'reference', likes).flatMap(({ answers }) => answers);
    bag.normalise(reference);
    const scores = reference.map((answer) => bag.score(answer));
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean).toBeCloseTo(0, 9);
    const square = scores.reduce((sum, score) => sum + score ** 2, 0) / (scores.length - 1);
    expect(square).toBeCloseTo(1, 9);
    const other = new TokenBag();
    other.state = JSON.parse(JSON.stringify(bag.state)) as typeof bag.state;
    expect(reference.map((answer) => other.score(answer))).toEqual(scores);
  });

  it('is no voice before it has learned, where all is tied, and once it has forgotten', () => {
    const bag = new TokenBag();
    expect(bag.speaks).toBe(false);
    bag.learn([]);
    expect(bag.speaks).toBe(false);
    bag.learn(ranked(8, 'tied', () => 0));
    expect(bag.speaks).toBe(false);
    bag.normalise([[1, 2], [3]]);
    expect(bag.score([1, 2])).toBe(0);
    bag.learn(ranked(8, 'learned', likes));
    expect(bag.speaks).toBe(true);
    bag.forget();
    expect(bag.speaks).toBe(false);
  });
});
