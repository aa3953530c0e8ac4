/** An experiment as people see it, on the tests' adapter: the small model is opened once for all seeds of a file. */
import { beforeAll, expect, it } from 'vitest';
import type { Experiment } from '../../src/experiments/experiment.ts';
import type { ExperimentPlayer } from '../../src/experiments/play.ts';
import { openPlayer } from '../../src/workers/experimentService.ts';

const SEEDS = [1, 2, 3];

/** Milliseconds: a seed takes several times as long beside tests that keep the processor busy. */
const PATIENCE = 900_000;

/** Tests that all it promises is seen on each seed. */
export function keepsItsPromises(experiment: Experiment): void {
  let player: ExperimentPlayer;
  beforeAll(async () => {
    const readFile = (url: string, signal?: AbortSignal) => fetch(url, { signal });
    player = await openPlayer({ gpu: navigator.gpu, readFile }, '/models/');
  });

  it.each(SEEDS)(
    `${experiment.id} keeps its promises with seed %i`,
    async (seed) => {
      const { records } = await player.play(experiment, seed);
      const seen = experiment.promises.map(({ id, see }) => ({ id, ...see(records) }));
      const broken = seen.filter(({ held }) => !held);
      const told = seen.map(({ id, numbers }) => `${id} ${numbers.map((n) => n.toFixed(2)).join(' ')}`);
      console.info(`${experiment.id} ${seed}: ${told.join('; ')}`);
      expect(broken, `seed ${seed}: ${JSON.stringify(seen)}`).toEqual([]);
    },
    PATIENCE,
  );
}
