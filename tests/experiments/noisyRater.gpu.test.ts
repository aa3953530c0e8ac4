/** The experiment keeps its promises on three seeds. */
import { beforeAll, it } from 'vitest';
import { noisyRater } from '../../src/experiments/noisyRater.ts';
import type { ExperimentPlayer } from '../../src/experiments/play.ts';
import { expectPromises, openStage, PATIENCE, SEEDS } from './stage.ts';

let player: ExperimentPlayer;
beforeAll(async () => {
  player = await openStage();
});

it.each(SEEDS)(
  'seed %i',
  async (seed) => {
    await expectPromises(player, noisyRater, seed);
  },
  PATIENCE,
);
