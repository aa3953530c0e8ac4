/** A second run in the experiments' worker: by another method, from rankings that are handed over, and ended on the way. */
import { afterEach, expect, it } from 'vitest';
import { EMBEDDED_MODELS } from '../../src/files/hub/modelChoice.ts';
import { ALL_METHODS } from '../../src/rl/algorithms/all.ts';
import { defaultSettings } from '../../src/rl/algorithms/settings.ts';
import type { RunEvent } from '../../src/rl/runs/events.ts';
import { connectExperiments, type ExperimentLink } from '../../src/workers/experimentClient.ts';
import { rankingsBy } from '../rl/tinyRun.ts';

let link: ExperimentLink | undefined;
afterEach(() => link?.close());

it.each(EMBEDDED_MODELS.filter((name) => name !== 'blurbs-small'))(
  'trains %s beside the page, whatever family of models it is of',
  async (model) => {
    const small = { rolloutBatch: 4, maxNewTokens: 8, minibatches: 1, epochs: 1 } as const;
    const settings = { ...defaultSettings(false), ...small, rewardSource: 'tokens' } as const;
    link = connectExperiments();
    const told: RunEvent[] = [];
    await link.train({ model, settings, rankings: [], iterations: 1 }, (event) => told.push(event));
    const rows = told.flatMap((event) => (event.type === 'metrics' ? [event.row] : []));
    expect(rows.map(({ iteration }) => iteration)).toEqual([1]);
    expect(rows[0].values['objective/kl']).toBeCloseTo(0, 3);
  },
);

it('trains on the embedded model and tells rows; stopped, it ends at once', async () => {
  expect(ALL_METHODS.map(({ id }) => id)).toContain('bestOfN');
  const small = { rolloutBatch: 4, maxNewTokens: 8, rewardEpochs: 1, rewardBatch: 1 };
  const settings = { ...defaultSettings(false, 'bestOfN'), ...small };
  const request = { model: 'blurbs-tiny', settings, rankings: rankingsBy('a', 4), iterations: 2 } as const;
  link = connectExperiments();
  const told: RunEvent[] = [];
  await link.train(request, (event) => told.push(event));
  const rows = told.flatMap((event) => (event.type === 'metrics' ? [event.row] : []));
  expect(rows.map(({ iteration }) => iteration)).toEqual([1, 2]);
  expect(rows[1].values.episode).toBe(8);
  expect(told.some(({ type }) => type === 'baseUtility')).toBe(true);
  const stopped = link.train({ ...request, iterations: 200 }, () => link?.close());
  await expect(stopped).rejects.toThrow(/stopped/);
});
