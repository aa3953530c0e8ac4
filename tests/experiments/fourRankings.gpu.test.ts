/** The experiment keeps its promises on three seeds. */
import { beforeAll, it } from 'vitest';
import { fourRankings } from '../../src/experiments/fourRankings.ts';
import type { ExperimentPlayer } from '../../src/experiments/play.ts';
import { expectPromises, openStage, PATIENCE, SEEDS } from './stage.ts';

let player: ExperimentPlayer;
beforeAll(async () => {
  player = await openStage();
});

it.each(SEEDS)(
  'seed %i',
  async (seed) => {
    await expectPromises(player, fourRankings, seed);
  },
  PATIENCE,
);
