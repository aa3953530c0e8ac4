import { expect, it } from 'vitest';
import { cutTheLeash } from '../../../../src/experiments/cutTheLeash.ts';
import type { RunEvent } from '../../../../src/rl/runs/events.ts';
import { ExperimentPlay } from '../../../../src/ui/experiments/state/playing.ts';
import { armCurve } from '../../../../src/ui/experiments/state/shownArm.ts';

const row = (iteration: number, kl: number): RunEvent => ({
  type: 'metrics',
  row: { iteration, values: { 'objective/kl': kl, 'utility/facts': kl / 10 } },
});
const sd = { mean: 0.1, sd: 0.2 };
const baseUtility = { shorter: sd, warmer: sd, question: sd, family: sd, facts: sd };

it('shows what each arm tells as it comes, and what was played at the end', async () => {
  const told: [string, RunEvent][] = [
    ['cut', { type: 'baseUtility', baseUtility }],
    ['cut', row(1, 0)],
    ['cut', row(2, 5)],
    ['held', row(1, 1)],
  ];
  const played = { records: {}, bestOf: [] };
  const play = new ExperimentPlay(cutTheLeash, {
    play: (id, seed, tell) => {
      expect([id, seed]).toEqual(['cutTheLeash', 7]);
      for (const [arm, event] of told) tell(arm, event);
      return Promise.resolve(played);
    },
    close: () => undefined,
  });
  await play.play(7);
  const { status, arms, played: result, seed } = play.store.getState();
  expect([status, seed, result]).toEqual(['ended', 7, played]);
  expect(arms.map(({ id }) => id)).toEqual(['cut', 'held']);
  expect(armCurve(arms[0], 'kl', 'facts')).toEqual({ x: [1, 2], y: [0, 5] });
  // In spreads above the base model's mean.
  const truth = armCurve(arms[0], 'utility', 'facts').y;
  expect(truth[0]).toBeCloseTo(-0.5);
  expect(truth[1]).toBeCloseTo(2);
});

it('tells a stop from a failure, and begins anew after either', async () => {
  let error: Error = new DOMException('The experiment was stopped.', 'AbortError');
  const play = new ExperimentPlay(cutTheLeash, {
    play: (_id, _seed, tell) => {
      tell('cut', row(1, 0));
      return Promise.reject(error);
    },
    close: () => undefined,
  });
  await play.play(1);
  expect(play.store.getState().status).toBe('stopped');
  error = new Error('No adapter.');
  await play.play(2);
  expect(play.store.getState()).toMatchObject({ status: 'failed', seed: 2 });
  expect(play.store.getState().problem).toContain('No adapter.');
  expect(play.store.getState().arms).toHaveLength(1);
});
