import { expect, it } from 'vitest';
import { changedAfter, fitSchedule, settingsAtStart } from '../../../src/rl/runs/fitSchedule.ts';
import { firstDifference } from '../../../src/rl/runs/rowDifference.ts';
import { sentRanking, sentRow, sentRun } from './sentRun.ts';

const agreed = (iteration: number, rankings: number) => {
  const measured = { rankings, pairs: rankings, accuracy: 1, kendallTau: 1 };
  return {
    iteration,
    heldOut: { ...measured, rankings: 1 },
    trained: { ...measured, rankings: rankings - 1 },
  };
};

it('each fit knew the beginning of the log that has its rankings; what orders nothing is not counted', () => {
  const tied = { ...sentRanking(9), tiers: [[0, 1]] };
  const skipped = { ...sentRanking(10), type: 'skip' } as const;
  const rankings = [
    sentRanking(1),
    tied,
    sentRanking(2),
    sentRanking(3),
    skipped,
    sentRanking(4),
    sentRanking(5),
  ];
  const agreement = [agreed(0, 4), agreed(3, 5)];
  expect(fitSchedule({ rankings, agreement })).toEqual([
    { iteration: 0, events: 6 },
    { iteration: 3, events: 7 },
  ]);
  expect(fitSchedule({ rankings, agreement: [] })).toEqual([]);
});

it('where judgements were taken back, or some are missing, nobody can say', () => {
  const { rankings } = sentRun(1);
  const undo = { type: 'undo', id: 'u', at: 1, target: 'ranking-1' } as const;
  expect(fitSchedule({ rankings: [...rankings, undo], agreement: [agreed(0, 4)] })).toBeNull();
  expect(fitSchedule({ rankings, agreement: [agreed(0, 9)] })).toBeNull();
});

it('settings at the start are those at the end with all changes taken back, and come again in their order', () => {
  const run = sentRun(6, {
    settings: { seed: 7, klTarget: 8, clipRange: 0.3 },
    changes: [
      { iteration: 2, changed: [{ name: 'klTarget', from: 4, to: 6 }] },
      {
        iteration: 4,
        changed: [
          { name: 'klTarget', from: 6, to: 8 },
          { name: 'clipRange', from: 0.2, to: 0.3 },
        ],
      },
    ],
  });
  const start = settingsAtStart(run);
  expect(start).toMatchObject({ seed: 7, klTarget: 4, clipRange: 0.2 });
  expect(changedAfter(start, run.changes, 3)).toBe(start);
  const later = changedAfter(changedAfter(start, run.changes, 2), run.changes, 4);
  expect(later).toMatchObject({ klTarget: 8, clipRange: 0.3 });
});

it('the first difference is the earliest row, and there the first metric by name', () => {
  const rows = [1, 2, 3].map(sentRow);
  const other = structuredClone(rows);
  expect(firstDifference(rows, other)).toBeNull();
  Object.assign(other[1].values, { 'objective/kl': rows[1].values['objective/kl']! * (1 + 2 ** -52) });
  Object.assign(other[2].values, { 'nudge/score': 5 });
  expect(firstDifference(rows, other)).toMatchObject({ iteration: 2, metric: 'objective/kl' });
  expect(firstDifference(rows, other.slice(0, 1))).toMatchObject({ iteration: 2, metric: null });
  // What the other one has beside it is not compared.
  expect(firstDifference(rows.slice(0, 1), other)).toBeNull();
});
