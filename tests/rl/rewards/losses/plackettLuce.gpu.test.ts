import { describe, expect, it } from 'vitest';
import { ABSENT } from '../../../../src/gpu/kernels/listwise/scoredGroups.ts';
import { PLACKETT_LUCE } from '../../../../src/rl/rewards/losses/plackettLuce.ts';
import { plackettLuceTwin } from '../../../../src/rl/rewards/losses/plackettLuce.twin.ts';
import type { Rankings } from '../../../../src/rl/rewards/losses/rewardLoss.ts';
import { expectClose, randomArray } from '../../../gpu/harness.ts';
import { lossOf } from './rankedScores.ts';

/** One group per argument: pairs of [sequence, tier]. */
function ranking(
  weights: readonly number[],
  ...groups: readonly (readonly (readonly [number, number])[])[]
): Rankings {
  const members = new Uint32Array(groups.length * 8).fill(ABSENT);
  const tiers = new Uint32Array(groups.length * 8);
  groups.forEach((slots, group) =>
    slots.forEach(([sequence, tier], slot) => {
      members[group * 8 + slot] = sequence;
      tiers[group * 8 + slot] = tier;
    }),
  );
  return { members, tiers, weights: Float32Array.from(weights), groups: groups.length };
}

const runListwise = (scores: Float32Array, ranked: Rankings) => lossOf(PLACKETT_LUCE, scores, ranked);

const MIXED = ranking(
  [0.5, 1, 2, 0.25, 1],
  [
    [3, 0],
    [0, 1],
    [7, 2],
    [12, 3],
  ],
  [
    [1, 2],
    [2, 0],
    [4, 0],
    [5, 1],
    [6, 2],
    [8, 5],
    [9, 5],
    [10, 9],
  ],
  [
    [11, 1],
    [13, 0],
  ],
  [
    [14, 3],
    [15, 3],
    [16, 3],
  ],
  [[17, 0]],
);

describe('plackettLuce', () => {
  it('matches the twin on full, partial, tied and single groups, and clears the rest', async () => {
    const scores = randomArray(21, 1, 3);
    const { dScores, losses } = await runListwise(scores, MIXED);
    const expected = plackettLuceTwin(scores, MIXED);
    expectClose(losses, expected.losses, 1e-6);
    expectClose(dScores, expected.dScores, 1e-6);
    expect(dScores.subarray(14)).toEqual(new Float32Array(7));
    expect([...losses.subarray(3)]).toEqual([0, 0]);
  });

  it('agrees with finite differences of the weighted total', async () => {
    const scores = randomArray(18, 2, 2);
    const { dScores } = await runListwise(scores, MIXED);
    const total = (s: Float32Array) =>
      plackettLuceTwin(s, MIXED).losses.reduce((sum, loss, group) => sum + loss * MIXED.weights[group], 0);
    const h = 2e-2;
    const differences = scores.map((score, i) => {
      const up = scores.slice();
      const down = scores.slice();
      up[i] = score + h;
      down[i] = score - h;
      return (total(up) - total(down)) / (up[i] - down[i]);
    });
    expectClose(dScores, differences, 1e-3);
  });

  it('is Plackett-Luce without ties and Bradley-Terry for two', async () => {
    const { losses } = await runListwise(
      Float32Array.of(1, 0, 2, 0.5, -0.5),
      ranking(
        [1, 1],
        [
          [2, 0],
          [0, 1],
          [1, 2],
        ],
        [
          [3, 0],
          [4, 1],
        ],
      ),
    );
    const e = Math.exp;
    // -log(e^2 / (e^2 + e + 1)) - log(e / (e + 1)), over two terms.
    expect(losses[0]).toBeCloseTo((Math.log(e(2) + e(1) + 1) - 2 + Math.log(e(1) + 1) - 1) / 2, 5);
    expect(losses[1]).toBeCloseTo(Math.log1p(e(-1)), 6);
  });

  it('lets tied answers say nothing about each other', async () => {
    const tied = ranking(
      [1],
      [
        [0, 0],
        [1, 0],
        [2, 1],
      ],
    );
    const { losses, dScores } = await runListwise(Float32Array.of(3, -3, 0), tied);
    const term = (s: number) => Math.log1p(Math.exp(-s));
    expect(losses[0]).toBeCloseTo((term(3) + term(-3)) / 2, 5);
    // Each tied answer is pushed by its own comparison with the worse one only.
    expect(dScores[0]).toBeCloseTo(-0.5 / (1 + Math.exp(3)), 6);
    expect(dScores[1]).toBeCloseTo(-0.5 / (1 + Math.exp(-3)), 6);
  });

  it('stays finite for scores far apart', async () => {
    const { losses, dScores } = await runListwise(
      Float32Array.of(-90, 500),
      ranking(
        [1],
        [
          [0, 0],
          [1, 1],
        ],
      ),
    );
    expect(losses[0]).toBe(590);
    expect([...dScores]).toEqual([-1, 1]);
  });
});
