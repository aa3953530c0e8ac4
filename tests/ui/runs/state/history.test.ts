import { expect, test } from 'vitest';
import { MetricsHistory } from '../../../../src/ui/runs/state/history.ts';

const row = (iteration: number, score = iteration) => ({ iteration, values: { 'objective/scores': score } });

test('keeps rows in order and forgets the oldest when full', () => {
  const history = new MetricsHistory(3);
  for (let i = 1; i <= 5; i++) history.push(row(i));
  expect(history.curve('objective/scores')).toEqual({ x: [3, 4, 5], y: [3, 4, 5] });
  expect(history.latest?.iteration).toBe(5);
});

test('a row of an old iteration replaces it and everything after, as a rollback does', () => {
  const history = new MetricsHistory(4);
  for (let i = 1; i <= 4; i++) history.push(row(i));
  history.push(row(3, 30));
  expect(history.curve('objective/scores')).toEqual({ x: [1, 2, 3], y: [1, 2, 30] });
});

test('metrics a row does not have leave a gap, not a zero', () => {
  const history = new MetricsHistory(4);
  history.push({ iteration: 1, values: { 'objective/kl': 2 } });
  history.push({ iteration: 2, values: {} });
  expect(history.curve('objective/kl')).toEqual({ x: [1], y: [2] });
});

test('every change has its own version and is told', () => {
  const history = new MetricsHistory(4);
  let told = 0;
  const stop = history.subscribe(() => told++);
  history.push(row(1));
  history.replace([row(1), row(2)]);
  expect([told, history.version, history.length]).toEqual([2, 2, 2]);
  stop();
  history.clear();
  expect([told, history.version, history.length]).toEqual([2, 3, 0]);
});
