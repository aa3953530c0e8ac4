import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { currentRow } from '../../../src/rl/runs/oldMetrics.ts';
import { readRecordedRun } from '../../../src/rl/runs/recordedRun.ts';
import type { MetricsRow } from '../../../src/rl/algorithms/metrics.ts';

/** A row as the first releases wrote it. */
const OLD = {
  iteration: 3,
  values: {
    'objective/kl': 4,
    'objective/non_score_reward': -0.6,
    'objective/scores': 1.5,
    'objective/rlhf_reward': 0.9,
    'objective/kl_coef': 0.2,
    'policy/approxkl_avg': 0.01,
    'policy/entropy_avg': 1.25,
    'val/ratio': 1.1,
    'val/ratio_var': 0.3,
    'nudge/response_length': 17.5,
    'utility/shorter': -17.5,
  },
} as unknown as MetricsRow;

it('an old row has its numbers under the names that are theirs now', () => {
  expect(currentRow(OLD)).toEqual({
    iteration: 3,
    values: {
      'objective/kl': 4,
      'objective/non_score_reward': -0.6,
      'objective/kl_coef': 0.15,
      'nudge/score': 1.5,
      'nudge/kl_coef_next': 0.2,
      'nudge/approxkl': 0.01,
      'nudge/entropy': 1.25,
      'nudge/ratio': 1.1,
      'nudge/ratio_var': 0.3,
      'nudge/response_words': 17.5,
      'utility/shorter': -17.5,
    },
  });
});

it('a row of today stays as it is', () => {
  const row: MetricsRow = { iteration: 1, values: { 'objective/scores': 1, 'nudge/entropy': 2 } };
  expect(currentRow(row)).toBe(row);
  expect(currentRow(currentRow(OLD))).toEqual(currentRow(OLD));
});

it('the β that was charged is not made up where there was no KL', () => {
  const { values } = currentRow({ ...OLD, values: { ...OLD.values, 'objective/kl': 0 } });
  expect('objective/kl_coef' in values).toBe(false);
});

it.each([
  ['that ships', '../../../public/recorded/run.json'],
  ['of the first version', '../../fixtures/recordedRunVersion1.json'],
])('the recorded run %s opens, with a score and an entropy in every row', (_, file) => {
  const run = readRecordedRun(readFileSync(new URL(file, import.meta.url), 'utf8'));
  expect(run.history.length).toBeGreaterThan(0);
  for (const { values } of run.history) {
    expect(values['nudge/score']).toBeTypeOf('number');
    expect(values['nudge/entropy']).toBeTypeOf('number');
  }
});
