/** What a table shows of a run, and a row of it, for tests of how runs are kept. */
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import type { RunHead } from '../../../../src/ui/runs/state/runsDb.ts';

export const head = (id: string, iterations = 3): RunHead => ({
  id,
  name: id,
  created: 1,
  algorithm: DEFAULT_SETTINGS.algorithm,
  seed: 1,
  model: 'blurbs-tiny',
  adapter: '',
  settings: {},
  labeler: 'person',
  baseUtility: null,
  source: 'own',
  pinned: false,
  updated: 1,
  iterations,
  last: null,
  agreed: null,
  logLength: 0,
});
export const row = (iteration: number, kl = iteration) => ({ iteration, values: { 'objective/kl': kl } });
