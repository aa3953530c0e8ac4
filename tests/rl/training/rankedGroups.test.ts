import { describe, expect, it } from 'vitest';
import type { RankingEvent } from '../../../src/preferences/event.ts';
import { mismatched } from '../../../src/rl/algorithms/kto/kto.ts';
import {
  drawAnswers,
  drawPairs,
  drawRankings,
  type RankedGroups,
} from '../../../src/rl/training/rankedGroups.ts';
import { stream } from '../../../src/rl/random.ts';
import { ranking } from '../events.ts';

const answer = (text: string) => ({ text, tokens: [1], finished: true, iteration: 0 });
const of = (id: string, tiers: number[][], more: Partial<RankingEvent> = {}) =>
  ranking(id, { answers: ['a', 'b', 'c', 'd'].map(answer), tiers, ...more });
const draw = () => stream(7, 'draw');

/** Which answers of which rankings, by their texts. */
const said = ({ answers }: RankedGroups) =>
  answers.map(({ ranking: { id, answers: all }, answer: place }) => id + all[place].text);

/** Group by group, in one order. */
const grouped = (groups: RankedGroups) => {
  const all = said(groups);
  return Array.from({ length: all.length / groups.together }, (_, group) =>
    all.slice(group * groups.together, (group + 1) * groups.together).join(' '),
  ).toSorted();
};

describe('pairs', () => {
  it('are those that a ranking orders: none of a tie, none of what was not ranked, the better first', () => {
    const pairs = drawPairs([of('x', [[2], [0, 1]]), of('y', [[3], [1]])], draw(), 99);
    expect(grouped(pairs)).toEqual(['xc xa', 'xc xb', 'yd yb']);
    expect(pairs.tiers).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it('are as many as asked for, others each time, and weigh what their ranking does', () => {
    const rankings = [of('x', [[0], [1], [2], [3]]), of('y', [[0], [1]], { implicit: 0.25 })];
    const random = draw();
    const [first, second] = [drawPairs(rankings, random, 3), drawPairs(rankings, random, 3)];
    expect(first.answers).toHaveLength(6);
    expect(said(first)).not.toEqual(said(second));
    const all = drawPairs(rankings, draw(), 99);
    said(all).forEach((text, row) => expect(all.weights[row]).toBe(text.startsWith('y') ? 0.25 : 1));
  });
});

it('whole rankings are filled up with what is in no tier, and those that order nothing are left out', () => {
  const rankings = drawRankings(
    [of('x', [[1], [0, 2, 3]]), of('y', [[2], [0]]), of('z', [[0, 1, 2, 3]])],
    draw(),
    9,
  );
  expect(grouped(rankings)).toEqual(['xb xa xc xd', 'yc ya ya ya']);
  const first = said(rankings).indexOf('yc');
  expect(rankings.tiers.slice(first, first + 4)).toEqual([0, 1, -1, -1]);
  const other = said(rankings).indexOf('xb');
  expect(rankings.tiers.slice(other, other + 4)).toEqual([0, 1, 1, 1]);
});

it('an answer is desirable that beats more than beat it, and the middle is neither', () => {
  const answers = drawAnswers(
    [of('x', [[1], [0], [2]]), of('y', [[0, 1, 2, 3]]), of('z', [[0], [1, 2, 3]])],
    draw(),
    99,
  );
  const judged = said(answers).map((text, row) => `${text} ${answers.tiers[row]}`);
  expect(judged.toSorted()).toEqual(['xb 0', 'xc 1', 'za 0', 'zb 1', 'zc 1', 'zd 1']);
  expect(answers.together).toBe(1);
});

it('nothing but ties is said to be that', () => {
  for (const drawing of [drawPairs, drawRankings, drawAnswers])
    expect(() => drawing([of('x', [[0, 1]])], draw(), 4)).toThrow(/all of them are ties. Nothing is lost/);
});

it("an answer is put behind another's prompt: the one drawn before it, or the nearest before that", () => {
  const sequence = (prompt: number, response: number) => ({ prompt: [prompt], response: [response] });
  const strangers = mismatched([sequence(1, 10), sequence(1, 11), sequence(2, 12), sequence(3, 13)]);
  expect(strangers).toEqual([sequence(1, 13), sequence(1, 13), sequence(2, 11), sequence(3, 12)]);
  expect(mismatched([sequence(1, 10), sequence(1, 11)])).toEqual([]);
});
