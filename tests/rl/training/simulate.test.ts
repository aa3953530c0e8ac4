import { describe, expect, it } from 'vitest';
import { LABELERS } from '../../../src/tastes/index.ts';
import { drawRanking, simulateJudgement, utilityStats } from '../../../src/rl/training/simulate.ts';
import { stream } from '../../../src/rl/random.ts';
import { answer, PROMPT } from '../events.ts';

const DRAWS = 6_000;

/** How often each order is drawn, as "best...worst" of the item numbers. */
function frequencies(
  utilities: readonly number[],
  doubt: Parameters<typeof drawRanking>[1],
): Map<string, number> {
  const random = stream(4, 'frequencies');
  const counts = new Map<string, number>();
  for (let i = 0; i < DRAWS; i++) {
    const key = drawRanking(utilities, doubt, random).flat().join('');
    counts.set(key, (counts.get(key) ?? 0) + 1 / DRAWS);
  }
  return counts;
}

describe('drawRanking', () => {
  it('draws every order of three with its Plackett-Luce probability', () => {
    const utilities = [0, 3, 1.5];
    const sd = 3;
    const temperature = 0.5;
    const weights = utilities.map((utility) => Math.exp(utility / (sd * temperature)));
    const drawn = frequencies(utilities, { temperature, sd });
    let chiSquare = 0;
    for (const order of ['012', '021', '102', '120', '201', '210']) {
      const [a, b, c] = Array.from(order, (digit) => weights[Number(digit)]);
      const expected = (a / (a + b + c)) * (b / (b + c));
      chiSquare += (DRAWS * ((drawn.get(order) ?? 0) - expected) ** 2) / expected;
    }
    // 5 degrees of freedom, one in a thousand.
    expect(chiSquare).toBeLessThan(20.5);
  });

  it('doubts in standard deviations: at 1, one sd is told right 73 % of the time', () => {
    const drawn = frequencies([7, 0], { temperature: 1, sd: 7 });
    expect(Math.abs((drawn.get('01') ?? 0) - 1 / (1 + Math.exp(-1)))).toBeLessThan(0.02);
  });

  it('never errs at temperature 0', () => {
    expect([...frequencies([1, 3, 2], { temperature: 0, sd: 1 }).keys()]).toEqual(['120']);
  });

  it.each([0, Number.NaN])('takes a standard deviation of %d for 1', (sd) => {
    const drawn = frequencies([1, 0], { temperature: 1, sd });
    expect(Math.abs((drawn.get('01') ?? 0) - 0.731)).toBeLessThan(0.02);
  });

  it('ties what is exactly equal, and only that', () => {
    const random = stream(4, 'ties');
    const tiers = drawRanking([2, 5, 2, 1, 5 + 1e-9], { temperature: 0, sd: 1 }, random);
    expect(tiers).toEqual([[4], [1], [0, 2], [3]]);
    expect(drawRanking([0, 0, 0], { temperature: 1, sd: 1 }, random)).toEqual([[0, 1, 2]]);
  });

  it('ranks at random in the share of cases the label noise says', () => {
    const drawn = frequencies([100, 0], { temperature: 0.25, sd: 1, labelNoise: 0.4 });
    // Half of the careless rankings come out wrong.
    expect(Math.abs((drawn.get('10') ?? 0) - 0.2)).toBeLessThan(0.02);
  });

  it('repeats with the stream and takes the same share of it whatever the doubt', () => {
    const utilities = [1, 2, 3, 4];
    const draw = (labelNoise: number) => {
      const random = stream(9, 'repeat');
      const first = drawRanking(utilities, { temperature: 1, sd: 1, labelNoise }, random);
      return { first, state: random.state };
    };
    expect(draw(0)).toEqual(draw(0));
    expect(draw(1).state).toBe(draw(0).state);
  });

  it('refuses a utility that is not finite', () => {
    expect(() => drawRanking([0, Number.NaN], { temperature: 1, sd: 1 }, stream(1, 'a'))).toThrow(RangeError);
  });
});

describe('simulateJudgement', () => {
  it('ranks answers by the labeler’s utility and signs with its id', () => {
    const answers = [
      answer('The Eagle is a pub that serves Italian food.'),
      answer('The Eagle is a pub.'),
      answer('The Eagle is a family-friendly pub.'),
    ];
    const event = simulateJudgement({
      labeler: LABELERS.shorter,
      prompt: PROMPT,
      answers,
      doubt: { temperature: 0, sd: 5 },
      stream: stream(1, 'judge'),
      stamp: { id: 'sim-1', at: 0 },
    });
    expect(event).toEqual({
      type: 'ranking',
      id: 'sim-1',
      at: 0,
      rater: 'shorter',
      prompt: PROMPT,
      answers,
      leadTime: 0,
      tiers: [[1], [2], [0]],
    });
  });
});

describe('utilityStats', () => {
  it('gives mean and biased standard deviation', () => {
    expect(utilityStats([1, 2, 3, 6])).toEqual({ mean: 3, sd: Math.sqrt(14 / 4) });
    expect(utilityStats([]).mean).toBeNaN();
  });
});
