import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SlowProgress } from '../../../../src/ui/train/state/slowProgress.ts';
import type { Progress } from '../../../../src/rl/runs/events.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const seen: (string | null)[] = [];
  const progress = new SlowProgress(
    (now: Progress | null) => seen.push(now && `${now.task} ${now.done}`),
    (task) => ['fit', 'sample', 'score', 'update'].includes(task),
  );
  return { seen, take: (task: string, done: number) => progress.take({ task, done, total: 4 }) };
}

it('stages that last a moment are not seen', async () => {
  const { seen, take } = setUp();
  for (let iteration = 0; iteration < 20; iteration++) {
    for (const task of ['sample', 'score', 'update']) {
      take(task, 0);
      await vi.advanceTimersByTimeAsync(300);
      take(task, 4);
    }
  }
  await vi.advanceTimersByTimeAsync(5000);
  expect(seen.filter((text) => text !== null)).toEqual([]);
});

it('one that takes long is seen, also where it tells nothing for a while, and the next without a gap', async () => {
  const { seen, take } = setUp();
  take('sample', 0);
  await vi.advanceTimersByTimeAsync(2000);
  expect(seen).toEqual(['sample 0']);
  take('sample', 4);
  take('score', 1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(seen).toEqual(['sample 0', 'score 1']);
  take('score', 4);
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen).toEqual(['sample 0', 'score 1', null]);
});

it('other tasks are seen at once, and end at once', () => {
  const { seen, take } = setUp();
  take('fit', 1);
  take('fit', 4);
  expect(seen).toEqual(['fit 1', null]);
});
