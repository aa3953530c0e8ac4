import { describe, expect, it } from 'vitest';
import { BRADLEY_TERRY } from '../../../../src/rl/rewards/losses/bradleyTerry.ts';
import { bradleyTerryTwin } from '../../../../src/rl/rewards/losses/bradleyTerry.twin.ts';
import { expectClose, randomArray } from '../../../gpu/harness.ts';
import { differences, lossOf, ODD, rankings } from './rankedScores.ts';

describe('bradleyTerry', () => {
  it('matches the twin on full, partial, tied and single groups, and clears the rest', async () => {
    const scores = randomArray(ODD.n, 1, 3);
    const { dScores, losses } = await lossOf(BRADLEY_TERRY, scores, ODD);
    const expected = bradleyTerryTwin(scores, ODD);
    expectClose(losses, expected.losses, 1e-6);
    expectClose(dScores, expected.dScores, 1e-6);
    expect([...losses.subarray(3, 5)]).toEqual([0, 0]);
    expect([...dScores.subarray(13, 17)]).toEqual([0, 0, 0, 0]);
    expect([...dScores.subarray(ODD.n - 2)]).toEqual([0, 0]);
  });

  it('agrees with finite differences of the weighted total', async () => {
    const scores = randomArray(ODD.n, 2, 2);
    const { dScores } = await lossOf(BRADLEY_TERRY, scores, ODD);
    expectClose(dScores, differences(bradleyTerryTwin, scores, ODD), 1e-5);
  });

  it('stays finite for scores far apart, either way round', async () => {
    const apart = rankings([0, 1], [1, 0]);
    const { losses, dScores } = await lossOf(BRADLEY_TERRY, Float32Array.of(-90, 90, -90, 90, 0, 0), apart);
    expect([...losses]).toEqual([180, 0]);
    expect([...dScores]).toEqual([-0.5, 0.5, 0, 0, 0, 0]);
  });
});
