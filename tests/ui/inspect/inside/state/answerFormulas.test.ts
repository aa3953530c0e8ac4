import { expect, it } from 'vitest';
import { answerFormulas } from '../../../../../src/ui/inspect/inside/state/answerFormulas.ts';
import { rowsOf } from '../../../../../src/ui/inspect/inside/state/tokenRows.ts';
import type { Inspection } from '../../../../../src/rl/runs/inspection.ts';
import { madeWhole } from '../../../../rl/runs/madeWhole.ts';
import { worth } from './worth.ts';

/** Of every token of every answer. */
function everyToken(inspection: Inspection) {
  return inspection.answers.flatMap((answer, at) =>
    rowsOf(answer, null, inspection.whole).map((row) => answerFormulas(inspection, at, row)),
  );
}

const ids = (inspection: Inspection) => everyToken(inspection)[0].map(({ id }) => id);

it.each([
  ['REINFORCE', madeWhole('reinforce')],
  ['REINFORCE, moving average', madeWhole('reinforce', { baseline: 'average' })],
  ['REINFORCE, none', madeWhole('reinforce', { baseline: 'none' })],
  ['RLOO', madeWhole('rloo')],
  ['RLOO, normalised', madeWhole('rloo', { normaliseAdvantages: true })],
  ['RLOO, token by token', madeWhole('rloo', { rlooUnit: 'token' })],
  ['GRPO', madeWhole('grpo')],
  ['GRPO, of the batch, k2', madeWhole('grpo', { scaleRewards: 'batch', klEstimator: 'k2' })],
  ['Dr. GRPO', madeWhole('grpo', { scaleRewards: 'none', lossNormaliser: 'constant', klEstimator: 'k1' })],
  ['GSPO', madeWhole('grpo', { policyTerm: 'sequence' })],
  ['CISPO', madeWhole('grpo', { policyTerm: 'stopped' })],
  ['SAPO', madeWhole('grpo', { policyTerm: 'soft' })],
  ['GRPO, dual clip, corrected KL', madeWhole('grpo', { dualClip: 1.25, klCorrected: true })],
])('%s: the numbers as written come to the result, and agree with the engine', (_, inspection) => {
  for (const formulas of everyToken(inspection)) {
    for (const formula of formulas)
      expect(Math.abs(worth(formula) - formula.result), formula.id).toBeLessThan(0.02);
    // The advantage, and the pull unless the loss makes that of the whole answer.
    const pulled = inspection.whole!.loss.corrected ? 1 : 2;
    expect(formulas.filter(({ agrees }) => agrees === true)).toHaveLength(pulled);
    expect(formulas.filter(({ agrees }) => agrees === false)).toEqual([]);
  }
});

it('each method has its own steps, and its loss comes with the update', () => {
  expect(ids(madeWhole('reinforce'))).toEqual([
    'answerReward',
    'baseline',
    'answerAdvantage',
    'pull',
    'loss',
  ]);
  expect(ids(madeWhole('rloo'))).toEqual([
    'answerReward',
    'baseline',
    'answerAdvantage',
    'pull',
    'answerRatio',
    'clip',
  ]);
  const before = ['baseline', 'spread', 'answerAdvantage', 'pull'];
  expect(ids(madeWhole('grpo', {}, { updated: false }))).toEqual(before);
  expect(ids(madeWhole('grpo'))).toEqual([...before, 'ratio', 'clip', 'klLoss']);
});

it('an engine that has another advantage is told apart, and a method of another form has its loss only', () => {
  const made = madeWhole('grpo');
  const wrong = { ...made, whole: { ...made.whole!, earned: made.whole!.earned.map((one) => -one) } };
  expect(everyToken(wrong)[0].some(({ id, agrees }) => id === 'answerAdvantage' && agrees === false)).toBe(
    true,
  );
  const settings = { ...made.whole!.settings, algorithm: 'ppo' as const };
  expect(ids({ ...made, whole: { ...made.whole!, settings } })).toEqual(['pull', 'ratio', 'clip', 'klLoss']);
  expect(answerFormulas({ ...made, whole: undefined }, 0, rowsOf(made.answers[0], null)[0])).toEqual([]);
});

it('whether a token is clipped is in its row', () => {
  const { answers, whole } = madeWhole('grpo', { clipLow: 1e-5, clipHigh: 1e-5 });
  const clipped = answers.flatMap((answer) => rowsOf(answer, null, whole).map((row) => row.clipped));
  expect(new Set(clipped)).toEqual(new Set([true, false]));
  expect(rowsOf(answers[0], null)[0].clipped).toBeNull();
});
