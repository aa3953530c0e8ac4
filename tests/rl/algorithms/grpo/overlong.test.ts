import { expect, it } from 'vitest';
import { overlongReward } from '../../../../src/rl/algorithms/grpo/overlong.ts';
import trl from '../../../fixtures/libraries/overlong-trl.json';
import verl from '../../../fixtures/libraries/overlong-verl.json';
import { casesOf, type LibraryCase } from '../../../fixtures/libraryCases.ts';

type Case = LibraryCase<{ readonly rewards: readonly number[] }>;

function expectLike(
  { lengths, most }: { lengths: readonly number[]; most: number },
  { settings, expected }: Case,
) {
  const { cache, penalty_factor: overlongPenalty = 1 } = settings as {
    cache: number;
    penalty_factor?: number;
  };
  const own = { overlongShare: cache / most, overlongPenalty, maxNewTokens: most };
  // None is longer than the longest there may be here.
  lengths.forEach((length, i) => {
    if (length <= most) expect(overlongReward(length, own)).toBeCloseTo(expected.rewards[i], 12);
  });
}

it.each(casesOf<Case['expected']>(trl).map((one) => [one.name, one] as const))("TRL's %s", (_, one) =>
  expectLike(trl.batches.lengths, one),
);
it.each(casesOf<Case['expected']>(verl).map((one) => [one.name, one] as const))("verl's %s", (_, one) =>
  expectLike(verl.batches.lengths, one),
);

it('is off at a share of 0, and has a buffer of a token at least', () => {
  const settings = { overlongPenalty: 2, maxNewTokens: 10 };
  expect(overlongReward(10, { ...settings, overlongShare: 0 })).toBe(0);
  expect([9, 10].map((length) => overlongReward(length, { ...settings, overlongShare: 0.01 }))).toEqual([
    0, -2,
  ]);
});
