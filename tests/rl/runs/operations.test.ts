import { expect, it } from 'vitest';
import { rlhfOperations, rlhfSeconds } from '../../../src/rl/runs/operations.ts';

const PLAN = {
  parameters: 1e9,
  iterations: 10,
  rollout: 8,
  promptTokens: 20,
  answerTokens: 30,
  epochs: 2,
  ownValueModel: true,
};

it('counts 2 operations a weight and token to read, 6 to learn, for each model', () => {
  const tokens = 10 * 8 * 50;
  const operations = rlhfOperations(PLAN);
  expect(operations.score).toBe(2e9 * tokens);
  expect(operations.reference).toBe(2e9 * tokens);
  expect(operations.value).toBe(2 * 2e9 * tokens);
  expect(operations.update).toBe(2 * 2 * 6e9 * tokens);
  const head = rlhfOperations({ ...PLAN, ownValueModel: false });
  expect(head.value).toBe(2e9 * tokens);
  expect(head.update).toBe(2 * 6e9 * tokens);
});

it('divides by devices and their speed, of which sampling has a share', () => {
  const seconds = rlhfSeconds(PLAN, 4, 100e12, 0.1);
  expect(seconds.score).toBeCloseTo((2e9 * 4000) / 400e12, 12);
  expect(seconds.sample).toBeCloseTo(10 * seconds.score, 12);
  expect(rlhfSeconds(PLAN, 8, 100e12).update).toBeCloseTo(seconds.update / 2, 12);
});
