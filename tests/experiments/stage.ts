/** The small model on the tests' adapter, for experiments as people see them: opened once for all seeds of a file. */
import { expect } from 'vitest';
import type { Experiment } from '../../src/experiments/experiment.ts';
import type { ExperimentPlayer, Played } from '../../src/experiments/play.ts';
import { openPlayer } from '../../src/workers/experimentService.ts';

export const SEEDS = [1, 2, 3];

/** Milliseconds: a seed takes several times as long beside tests that keep the processor busy. */
export const PATIENCE = 900_000;

export function openStage(): Promise<ExperimentPlayer> {
  const readFile = (url: string, signal?: AbortSignal) => fetch(url, { signal });
  return openPlayer({ gpu: navigator.gpu, readFile }, '/models/');
}

/** Plays one seed, and expects all that is promised. */
export async function expectPromises(
  player: ExperimentPlayer,
  experiment: Experiment,
  seed: number,
): Promise<Played> {
  const played = await player.play(experiment, seed);
  const seen = experiment.promises.map(({ id, see }) => ({ id, ...see(played.records) }));
  const broken = seen.filter(({ held }) => !held);
  console.info(
    `${experiment.id} ${seed}: ${seen.map(({ id, numbers }) => `${id} ${numbers.map((n) => n.toFixed(2)).join(' ')}`).join('; ')}`,
  );
  expect(broken, `seed ${seed}: ${JSON.stringify(seen)}`).toEqual([]);
  return played;
}
