/** An iteration in slow motion: every stage once, a pause on both sides, and out of it at any time. */
import { expect, it } from 'vitest';
import {
  BY_HAND,
  SlowMotion,
  type SlowHand,
  type SlowMotionState,
} from '../../../../../src/ui/inspect/inside/state/slowMotion.ts';
import { nextStage } from '../../../../../src/ui/train/state/stages.ts';

const ORDER = ['fit', 'sample', 'score', 'update'];
const AT_ONCE = { before: 0, after: 0 };

/** A loop that has run `done`, whose fit is not needed, or is. */
function loop(done: readonly string[], fits = false) {
  let now = [...done];
  const stepped: string[] = [];
  const hand: SlowHand = {
    order: ORDER,
    next: () => nextStage(now, 'idle', ORDER),
    done: () => now,
    step: () => {
      const next = hand.next();
      const stage = fits || next !== 'fit' ? next : 'sample';
      stepped.push(stage);
      now = now.includes('update') ? [stage] : [...now, stage];
      return Promise.resolve(true);
    },
  };
  return { hand, stepped };
}

function watched(motion: SlowMotion): SlowMotionState[] {
  const seen = [motion.store.getState()];
  motion.store.subscribe((state) => seen.push(state));
  return seen;
}

it('goes through a whole iteration, and says of each stage what comes, what runs, what came of it', async () => {
  const { hand, stepped } = loop([], true);
  const motion = new SlowMotion(hand, AT_ONCE);
  const seen = watched(motion);
  await motion.play(new AbortController().signal);
  expect(stepped).toEqual(ORDER);
  expect(seen.slice(1).map(({ phase, stage }) => `${phase} ${stage}`)).toEqual([
    ...ORDER.flatMap((stage) => ['before', 'during', 'after'].map((phase) => `${phase} ${stage}`)),
    'ended update',
  ]);
});

it('goes on with an iteration that is under way, and into the next behind the end of one', async () => {
  for (const [done, stages] of [
    [
      ['fit', 'sample'],
      ['score', 'update'],
    ],
    [ORDER, ['sample', 'score', 'update']],
    [[], ['sample', 'score', 'update']],
  ] as const) {
    const { hand, stepped } = loop(done);
    await new SlowMotion(hand, AT_ONCE).play(new AbortController().signal);
    expect(stepped).toEqual(stages);
  }
});

it('by hand nothing moves before somebody goes on', async () => {
  const { hand, stepped } = loop(['fit', 'sample', 'score']);
  const motion = new SlowMotion(hand, BY_HAND);
  const played = motion.play(new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(stepped).toEqual([]);
  motion.goOn();
  await expect.poll(() => motion.store.getState().phase).toBe('after');
  expect(stepped).toEqual(['update']);
  motion.goOn();
  await played;
});

it('ends in a pause when it is stopped, and after a stage that fails', async () => {
  const stop = new AbortController();
  const { hand, stepped } = loop([]);
  const motion = new SlowMotion(hand, BY_HAND);
  const played = motion.play(stop.signal);
  stop.abort();
  await played;
  expect(stepped).toEqual([]);
  const failing = new SlowMotion({ ...hand, step: () => Promise.resolve(false) }, AT_ONCE);
  await failing.play(new AbortController().signal);
  expect(failing.store.getState()).toMatchObject({ phase: 'ended' });
});
