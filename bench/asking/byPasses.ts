/**
 * A check on the linear rankers: what they chose to ask, learned by the reward model as the page fits it. Knows the engine and one
 * rater's sittings.
 */
import { openGpu } from '../../src/gpu/device.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { chooseKernels } from '../../src/headless/kernels.ts';
import type { Asking } from '../../src/preferences/asked.ts';
import { Fits } from '../rewards/fitted.ts';
import { openEmbedded } from '../rewards/pool.ts';
import { tiersOf, type Rater } from '../rewards/raters.ts';
import { bootstrapped } from '../rewards/verdict.ts';
import { CANDIDATES } from './choices.ts';
import { curve, shareRight, sitting } from './curve.ts';
import { MODEL, type Asked } from './matter.ts';

/** Rankings learned from, and sets that are measured on: a fit is dear in software. */
const RANKINGS = 16;
const HELD_OUT = 40;
/** The baseline first. */
const COMPARED: readonly Asking[] = ['random', 'different', 'disagreement'];

/** Prints a line a seed, and at last what is gained over the baseline. */
export async function byPasses(
  { read, matter }: Asked,
  rater: Rater,
  seeds: readonly number[],
): Promise<void> {
  const gpu = await openGpu(openDawn());
  try {
    console.log(await chooseKernels(gpu, null));
    const fits = new Fits((await openEmbedded(gpu, MODEL)).models);
    const heldOut = read.heldOut.slice(0, HELD_OUT * CANDIDATES);
    const accuracies: number[][] = [];
    for (const seed of seeds) {
      const own = sitting(matter, rater, seed, RANKINGS);
      const truth = own.truth.filter((pair) => Math.max(...pair) < heldOut.length);
      const row: number[] = [];
      for (const asking of COMPARED) {
        const rankings = curve(matter, own, asking).asked.map((shown, at) => ({
          answers: shown.map((index) => read.candidates[own.sets[at] * CANDIDATES + index]),
          tiers: tiersOf(shown.map((index) => own.noisy[at][index])),
        }));
        row.push(shareRight(await fits.scores('plackettLuce', rankings, heldOut, seed), truth));
      }
      accuracies.push(row);
      console.log(
        `${rater.name}, seed ${seed}: ${COMPARED.map((of, at) => `${of} ${row[at].toFixed(3)}`).join(', ')}`,
      );
    }
    for (const [at, asking] of COMPARED.entries()) {
      const { mean, low, high } = bootstrapped((choose) => {
        const gains = choose(accuracies.length).map((seed) => accuracies[seed][at] - accuracies[seed][0]);
        return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
      });
      console.log(`${asking}: ${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] over random`);
    }
  } finally {
    gpu.destroy();
  }
}
