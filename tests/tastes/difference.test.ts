/** Texts that a person could have a preference between are told from those that say the same. */
import { expect, it } from 'vitest';
import { meanDifference, mostDifferent, textDifference } from '../../src/tastes/difference.ts';

const PLAIN = 'The Eagle is a cheap pub by the riverside.';
const ALIKE = 'The Eagle is a cheap pub near the riverside.';
const LONG =
  'By the riverside there is a pub called The Eagle, which has a low rating but is cheap, and where families may come and eat Italian food.';
const ASKS = 'Why not try The Eagle? A lovely welcome is waiting!';
const EMOJI = 'A cheap pub 🍺';

it('is none between a text and itself, the same both ways, and never more than one', () => {
  for (const one of [PLAIN, LONG, ASKS, EMOJI, '']) {
    expect(textDifference(one, one)).toBe(0);
    for (const other of [PLAIN, LONG, ASKS, EMOJI, '']) {
      expect(textDifference(one, other)).toBeCloseTo(textDifference(other, one), 12);
      expect(textDifference(one, other)).toBeLessThanOrEqual(1);
    }
  }
});

it('grows with other words, another length, another tone, each by itself', () => {
  expect(textDifference(PLAIN, ALIKE)).toBeLessThan(textDifference(PLAIN, LONG));
  expect(textDifference('good food here', 'good food here?')).toBeCloseTo(0.3, 12);
  expect(textDifference('good food here', 'good food here 🍺')).toBeCloseTo(0.3, 12);
  expect(textDifference('one two', 'one two three four')).toBeCloseTo(0.5 * 0.5 + 0.2 * 0.5, 12);
});

it('finds the texts that differ most, in their order, and keeps all where there are no more', () => {
  expect(mostDifferent([PLAIN, PLAIN, LONG, PLAIN, ASKS], 3)).toEqual([0, 2, 4]);
  expect(mostDifferent([PLAIN, PLAIN, PLAIN], 2)).toEqual([0, 1]);
  expect(mostDifferent([PLAIN, ALIKE], 2)).toEqual([0, 1]);
  const all = [PLAIN, ALIKE, LONG, EMOJI, ASKS, PLAIN];
  const chosen = mostDifferent(all, 4).map((index) => all[index]);
  expect(meanDifference(chosen)).toBeGreaterThan(meanDifference(all.slice(0, 4)));
});

it('has no mean of a single text', () => {
  expect(meanDifference([PLAIN])).toBeNaN();
  expect(meanDifference([PLAIN, ASKS])).toBe(textDifference(PLAIN, ASKS));
});
