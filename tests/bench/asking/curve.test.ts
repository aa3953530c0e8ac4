/** A sitting: its prompts, noise and candidates are the same for every way of asking, and an accuracy is learned from rankings. */
import { expect, it } from 'vitest';
import { chosen, CANDIDATES, SHOWN } from '../../../bench/asking/choices.ts';
import { curve, EVERY, RANKINGS, sitting } from '../../../bench/asking/curve.ts';
import { sparseRows } from '../../../src/rl/rewards/bag/sparseRows.ts';
import { stream } from '../../../src/rl/random.ts';

const COLUMNS = Int32Array.from([0, 1, 2, 3, 4, 5]);

/** Texts that are rows of gaussians, of which the taste likes the first number; every fifth set is all alike to it. */
function matter(heldOutSets: number) {
  const draws = stream(1, 'rows');
  const row = () => ({ columns: COLUMNS, values: Float64Array.from(COLUMNS, () => draws.gaussian()) });
  const rows = Array.from({ length: 90 * CANDIDATES }, row);
  const heldOut = Array.from({ length: heldOutSets * CANDIDATES }, row);
  const sets = Array.from({ length: 90 }, (_, set) => ({
    prompt: String(set),
    texts: Array.from({ length: CANDIDATES }, (__, at) => `text ${at} of ${set}`),
  }));
  const utilities = (of: typeof rows, alike: boolean) =>
    Array.from({ length: of.length / CANDIDATES }, (_, set) =>
      of
        .slice(set * CANDIDATES, (set + 1) * CANDIDATES)
        .map(({ values }) => (alike && set % 5 === 0 ? 0 : values[0])),
    );
  const rater = {
    name: 'first',
    train: utilities(rows, true),
    heldOut: utilities(heldOut, false),
    sharpness: 3,
  };
  return { rater, matter: { sets, rows, heldOut: sparseRows(heldOut, COLUMNS.length) } };
}

it('passes over what the taste cannot tell apart, and hears the same noise whatever is asked', () => {
  const { matter: own, rater } = matter(2);
  const [a, b] = [sitting(own, rater, 3), sitting(own, rater, 3)];
  expect(a.sets).toHaveLength(RANKINGS);
  expect(a.sets.every((set) => set % 5 !== 0)).toBe(true);
  expect(a).toEqual(b);
  expect(sitting(own, rater, 4).sets).not.toEqual(a.sets);
});

it.each(['random', 'information'] as const)('learns a taste from rankings that are asked by %s', (asking) => {
  const { matter: own, rater } = matter(30);
  const { learned, asked } = curve(own, sitting(own, rater, 3), asking);
  const { accuracy, ordered, right } = learned;
  expect(asked).toHaveLength(RANKINGS);
  expect(accuracy).toHaveLength(RANKINGS / EVERY);
  expect(accuracy.at(-1)).toBeGreaterThan(0.85);
  expect(ordered).toBe(1);
  expect(right).toBeGreaterThan(0.6);
  expect(right).toBeLessThan(1);
});

it('shows the first as they came, and by their texts as long as no ranker can be asked', () => {
  const texts = Array.from({ length: CANDIDATES }, (_, at) => `${'word '.repeat(at)}end`);
  expect(chosen('random', texts, [])).toEqual([0, 1, 2, 3]);
  const byText = chosen('different', texts, null);
  expect(chosen('nearTies', texts, null)).toEqual(byText);
  const scores = [
    [0, 9, 0, 5, 0, 0, 2, 7],
    [0, -9, 0, -5, 0, 0, 2, -7],
  ];
  const asked = chosen('disagreement', texts, scores);
  expect(asked).toHaveLength(SHOWN);
  expect(asked).toContain(1);
});
