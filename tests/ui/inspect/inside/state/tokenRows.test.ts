/** Rows, colours and CSV of an answer; and formulas whose written numbers come to what stands behind them. */
import { describe, expect, it } from 'vitest';
import {
  QUANTITIES,
  quantitiesOf,
  rowsOf,
  scaleOf,
  shareOf,
  tokensCsv,
} from '../../../../../src/ui/inspect/inside/state/tokenRows.ts';
import { formulasOf } from '../../../../../src/ui/inspect/inside/state/formulas.ts';
import { madeInspection } from '../../../../rl/runs/madeInspection.ts';
import { worth } from './worth.ts';

const { answers, credit } = madeInspection(4);
const rows = rowsOf(answers[0], credit);

it('a row has every quantity of its token, and none of what is not known yet', () => {
  for (const row of rows) for (const name of QUANTITIES) expect(row[name], name).toBeTypeOf('number');
  const sampled = rowsOf({ ...answers[0], columns: null, score: null, attribution: null }, null);
  expect(sampled.map(({ text }) => text)).toEqual(answers[0].tokens);
  for (const row of sampled) for (const name of QUANTITIES) expect(row[name], name).toBeNull();
});

it('of an answer that another sampler wrote a row says how far that was, and its weight is the cap at most', () => {
  const other = madeInspection(4, { more: true });
  const [first] = rowsOf(other.answers[0], other.credit);
  expect(quantitiesOf([first])).toEqual([...QUANTITIES, 'mismatch']);
  expect(quantitiesOf(rows)).toEqual(QUANTITIES);
  expect(first.mismatch).toBeCloseTo(other.answers[0].columns!.logp[0] - other.answers[0].sampled![0], 12);
  const weights = other.answers.flatMap((answer) =>
    rowsOf(answer, other.credit).map(({ terms, mismatch }) => [terms!.importance, mismatch] as const),
  );
  for (const [weight, mismatch] of weights) expect(weight).toBeCloseTo(Math.min(2, Math.exp(mismatch!)), 12);
  expect(weights.map(([weight]) => weight)).toContain(2);
  const written = formulasOf(first, other.credit, { attribution: null }).map(({ id }) => id);
  expect(written).toContain('importance');
});

it('of an answer that is learned from as a whole a row has its pull, and no value and no reward', () => {
  const { columns, logpAfter, ...answer } = answers[0];
  const { logp, logpRef, advantages } = columns!;
  const pulled = { logp, logpRef, advantages, pulls: advantages.map((of) => of / advantages.length) };
  const before = rowsOf({ ...answer, columns: null, logpAfter: null, pulled }, null);
  const known = ['logp', 'logpRef', 'kl', 'attribution', 'advantage', 'pull'];
  expect(quantitiesOf(before)).toEqual(known);
  const after = rowsOf({ ...answer, columns: null, logpAfter, pulled }, null);
  expect(quantitiesOf(after)).toEqual([...known.slice(0, -1), 'ratio', 'pull']);
  expect(after[1].kl).toBe(logp[1] - logpRef[1]);
  expect(after[1].ratio).toBeCloseTo(Math.exp(logpAfter![1] - logp[1]), 12);
});

it('a ratio is colourless at 1 and full at the clip range, others are full at the largest', () => {
  const ratio = scaleOf(rows, 'ratio', 0.2);
  expect([1, 1.2, 0.8, 1.1, 9].map((value) => Number(shareOf(value, ratio).toFixed(6)))).toEqual([
    0, 1, -1, 0.5, 1,
  ]);
  const reward = scaleOf(rows, 'reward', 0.2);
  expect(Math.max(...rows.map((row) => Math.abs(shareOf(row.reward, reward))))).toBe(1);
  expect(shareOf(null, reward)).toBe(0);
});

it('CSV has a line a token, every quantity, and nothing that a spreadsheet computes', () => {
  const lines = tokensCsv(4, 0, [{ ...rows[0], text: '=1+1,' }, ...rows.slice(1)])
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(rows.length + 1);
  expect(lines[0]).toBe(['iteration,answer,position,token', ...QUANTITIES, 'clipped'].join(','));
  expect(lines[1]).toMatch(/^4,1,1,"'=1\+1,",/);
  expect(Number(lines[2].split(',')[6])).toBe(rows[1].kl);
});

describe('formulas', () => {
  it.each([
    ['whitened', madeInspection(4)],
    ['plain', madeInspection(4, { whiten: false })],
    ['what is off by default', madeInspection(4, { more: true })],
  ])('%s: the numbers as written come to the result, and agree with the engine', (_, inspection) => {
    for (const answer of inspection.answers)
      for (const row of rowsOf(answer, inspection.credit)) {
        const formulas = formulasOf(row, inspection.credit, { attribution: 0.4 });
        for (const formula of formulas)
          expect(Math.abs(worth(formula) - formula.result), formula.id).toBeLessThan(0.02);
        expect(formulas.filter(({ agrees }) => agrees === true)).toHaveLength(1);
        expect(formulas.filter(({ agrees }) => agrees === false)).toEqual([]);
      }
  });

  it('there are none before the score, and no ratio before the update', () => {
    const ids = (updated: boolean) => {
      const made = madeInspection(4, { updated });
      return formulasOf(rowsOf(made.answers[1], made.credit)[0], made.credit, { attribution: null }).map(
        ({ id }) => id,
      );
    };
    expect(ids(true)).toEqual([
      'kl',
      'k3',
      'reward',
      'whitenedReward',
      'delta',
      'advantage',
      'whitened',
      'ratio',
      'clip',
    ]);
    expect(ids(false)).toEqual(['kl', 'k3', 'reward', 'whitenedReward', 'delta', 'advantage', 'whitened']);
    expect(
      formulasOf(rowsOf({ ...answers[0], columns: null }, credit)[0], credit, { attribution: null }),
    ).toEqual([]);
  });

  it('an engine that has another advantage is told apart', () => {
    const [answer] = madeInspection(4).answers;
    const columns = {
      ...answer.columns!,
      advantages: answer.columns!.advantages.map((value) => value + 0.1),
    };
    const [row] = rowsOf({ ...answer, columns }, credit);
    expect(formulasOf(row, credit, { attribution: null }).some(({ agrees }) => agrees === false)).toBe(true);
  });
});
