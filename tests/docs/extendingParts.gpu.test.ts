/**
 * The reward loss, the metric and the kernel variant of docs/extending.md on a device, each put where the page says that its
 * line goes: the loss is fitted by, the metric is in rows and files, the variant has the bits of its order.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import {
  GRAD_NORM,
  GRAD_NORM_VARIANTS,
  type GradNormVariantName,
} from '../../src/gpu/kernels/optimizer/gradNormVariants.ts';
import { chooseKernels, chosenKernels } from '../../src/gpu/tuning/families.ts';
import { defaultsOf } from '../../src/rl/fields.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import { LOSSES } from '../../src/rl/rewards/losses/index.ts';
import { exportCsv, exportJsonl } from '../../src/rl/runs/recordExport.ts';
import { RlhfRun } from '../../src/rl/runs/run.ts';
import { expectClose, randomArray, testGpu } from '../gpu/harness.ts';
import { describeEveryVariant } from '../gpu/kernels/everyVariant.ts';
import { normOf, normTwin } from '../gpu/kernels/optimizer/normOf.ts';
import { TINY_PROMPTS, tinyModels } from '../model/tinyModel.ts';
import { differences, lossOf, ODD, rankings } from '../rl/rewards/losses/rankedScores.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../rl/tinyRun.ts';
import { bestOfN } from './extending/bestOfN.ts';
import { ENTRY } from './extending/gradNorm/variant.ts';
import { HINGE } from './extending/hinge/hinge.ts';
import { hingeTwin } from './extending/hinge/hinge.twin.ts';

// The lines of the page.
Object.assign(LOSSES, { hinge: HINGE });
Object.assign(GRAD_NORM_VARIANTS, ENTRY);
const FOUR = 'four' as GradNormVariantName;
(GRAD_NORM.variants as GradNormVariantName[]).push(FOUR);

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

describe('the hinge', () => {
  it('matches the twin on full, partial, tied and single groups, and clears the rest', async () => {
    const scores = randomArray(ODD.n, 1, 1);
    const { dScores, losses } = await lossOf(HINGE, scores, ODD);
    const expected = hingeTwin(scores, ODD);
    expectClose(losses, expected.losses, 1e-6);
    expectClose(dScores, expected.dScores, 1e-6);
    expect([...losses.subarray(3, 5)]).toEqual([0, 0]);
    expect([...dScores.subarray(ODD.n - 2)]).toEqual([0, 0]);
  });

  it('agrees with finite differences of the weighted total', async () => {
    const scores = randomArray(ODD.n, 2, 1);
    const { dScores } = await lossOf(HINGE, scores, ODD);
    expect(Math.max(...dScores.map(Math.abs))).toBeGreaterThan(0.05);
    expectClose(dScores, differences(hingeTwin, scores, ODD), 1e-5);
  });

  it('is linear for scores far apart the wrong way, and nothing the right way', async () => {
    const apart = Float32Array.of(-90, 90, -90, 90, 0, 0);
    const { losses, dScores } = await lossOf(HINGE, apart, rankings([0, 1], [1, 0]));
    expect([...losses]).toEqual([181, 0]);
    expect([...dScores]).toEqual([-0.5, 0.5, 0, 0, 0, 0]);
  });

  it.each([1, 2])('is what %i reward models are fitted by when it is set', async (rewardModels) => {
    const agreement = async (rewardLoss: string) => {
      const settings = { ...TINY_SETTINGS, rewardModels, rewardLoss, rewardEpochs: 12 } as Settings;
      const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, settings);
      run.setPreferences(rankingsBy('a', 12));
      await run.stage();
      return { trained: run.agreement!, weights: await run.rewards.first.parameters.read() };
    };
    const hinge = await agreement('hinge');
    expect(hinge.trained.heldOut.accuracy).toBeGreaterThan(0.9);
    expect(hinge.weights).not.toEqual((await agreement('bradleyTerry')).weights);
  });
});

describe('the longest answer', () => {
  it('is in each row and in the files of a run', async () => {
    const settings: Settings = { ...TINY_SETTINGS, ...defaultsOf(bestOfN.fields), rolloutBatch: 8 };
    const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, settings, undefined, bestOfN);
    run.setPreferences(rankingsBy('a', 7));
    await run.iterate();
    await run.iterate();
    const longest = run.history.map(({ values }) => (values as Record<string, number>)['nudge/longest']);
    expect(longest).toHaveLength(2);
    for (const tokens of longest) {
      expect(tokens).toBeGreaterThanOrEqual(1);
      expect(tokens).toBeLessThanOrEqual(settings.maxNewTokens);
    }
    const { history } = run;
    const record = { id: 'r', name: 'R', algorithm: bestOfN.id, seed: 1, model: 'tiny', history } as never;
    const [head, first] = exportCsv([record]).split('\r\n');
    expect(first.split(',')[head.split(',').indexOf('nudge/longest')]).toBe(String(longest[0]));
    const lines = exportJsonl([record]).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      longest.map((tokens) => expect.objectContaining({ 'nudge/longest': tokens })),
    );
  });
});

describeEveryVariant(GRAD_NORM, 'the norm of a gradient', () => {
  it.each([[[1]], [[63]], [[64, 1001]], [[5000, 3, 130_000]]])('of %j numbers', async (counts) => {
    const arrays = counts.map((count, index) => randomArray(count, index + 1));
    expectClose((await normOf(gpu, arrays)).slice(0, 1), [normTwin(arrays)], 1e-5);
  });
});

describe('the norm by four invocations', () => {
  const before = 'lane';
  afterAll(() => GRAD_NORM.choose(gpu, before));

  it('has the bits of one', async () => {
    for (const counts of [[7], [64, 1001], [5000, 3, 130_000]]) {
      const arrays = counts.map((count, index) => randomArray(count, index + 9));
      GRAD_NORM.choose(gpu, before);
      const one = await normOf(gpu, arrays, 0.5);
      GRAD_NORM.choose(gpu, FOUR);
      expect(await normOf(gpu, arrays, 0.5)).toEqual(one);
    }
  });

  it('is saved with a run and given back to it, and a run by it is the same to the bit', async () => {
    const weights = async (variant: GradNormVariantName) => {
      GRAD_NORM.choose(gpu, variant);
      const run = new RlhfRun(tinyModels(gpu), TINY_PROMPTS, TINY_SETTINGS);
      run.setPreferences(rankingsBy('a', 6));
      await run.iterate();
      return weightsOf(run);
    };
    expect(await weights(FOUR)).toEqual(await weights(before));
    chooseKernels(gpu, { gradNorm: 'four' });
    expect(chosenKernels(gpu).gradNorm).toBe('four');
  });
});
