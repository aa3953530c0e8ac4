import { expect, it } from 'vitest';
import { fillWithUnlike } from '../../../../src/rl/algorithms/grpo/dynamicSampling.ts';
import type { Again, Kit } from '../../../../src/rl/training/algorithm.ts';
import type { Rollout } from '../../../../src/rl/training/rollout.ts';

/** Prompts whose answers earn the digits of their names: `11` two alike, `12` two that are not. */
function rolloutOf(prompts: readonly string[]): Rollout {
  const answers = prompts.flatMap((prompt) => prompt.split(''));
  return {
    prompts,
    group: 2,
    sequences: answers.map((digit) => ({ prompt: [1], response: [Number(digit)] })),
    texts: answers.map((digit) => `answer ${digit}`),
    finished: answers.map((digit) => digit !== '9'),
    sampled: answers.map((digit) => [-Number(digit)]),
  };
}

/** A kit that draws these prompts, one after another. */
function kitOf(...behind: string[]) {
  const asked: Again[] = [];
  const kit = {
    sample: (_: number, again: Again) => {
      asked.push(again);
      return Promise.resolve(rolloutOf(behind.splice(0, again.prompts)));
    },
    reward: ({ sequences }: Rollout) => Promise.resolve(sequences.map(({ response }) => response[0])),
  } as unknown as Kit;
  return { kit, asked };
}

const same = (_: Rollout, scores: readonly number[]) => scores;

it('puts others in the place of groups that earn all the same, until none is missing', async () => {
  const { kit, asked } = kitOf('33', '45', '67');
  const found = await fillWithUnlike(kit, rolloutOf(['11', '12', '22']), 9, same);
  expect(found).toMatchObject({
    redrawn: 3,
    leftOut: 0,
    scores: [1, 2, 4, 5, 6, 7],
    earned: [1, 2, 4, 5, 6, 7],
  });
  expect(found.rollout).toEqual(rolloutOf(['12', '45', '67']));
  expect(asked).toEqual([
    { prompts: 2, round: 1 },
    { prompts: 1, round: 2 },
  ]);
});

it('leaves out what the bound leaves', async () => {
  const { kit, asked } = kitOf('33', '44', '55', '66', '78');
  const found = await fillWithUnlike(kit, rolloutOf(['11', '12', '22']), 2, same);
  expect(found).toMatchObject({ redrawn: 4, leftOut: 2, scores: [1, 2] });
  expect(found.rollout.prompts).toEqual(['12']);
  expect(asked).toHaveLength(2);
});

it('keeps the very batch where nothing is alike, where all of it is, and where it may not draw', async () => {
  for (const [prompts, redraws, redrawn] of [
    [['12', '34'], 9, 0],
    [['11', '22'], 1, 2],
    [['11', '34'], 0, 0],
  ] as const) {
    const first = rolloutOf(prompts);
    const { kit } = kitOf('33', '44');
    const found = await fillWithUnlike(kit, first, redraws, same);
    expect(found.rollout).toBe(first);
    expect(found).toMatchObject({ redrawn, leftOut: 0 });
  }
});

it('goes by what is earned, not by the score', async () => {
  const { kit } = kitOf('56');
  const clipped = (_: Rollout, scores: readonly number[]) => scores.map((score) => Math.min(score, 7));
  const { rollout } = await fillWithUnlike(kit, rolloutOf(['79', '12']), 1, clipped);
  expect(rollout.prompts).toEqual(['12', '56']);
});
