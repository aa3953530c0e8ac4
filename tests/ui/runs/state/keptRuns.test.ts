/** All runs are loaded with the first need of them, once, and told where that fails. */
import { expect, it, vi } from 'vitest';
import { KeptRuns } from '../../../../src/ui/runs/state/keptRuns.ts';
import { memoryRunsDb } from '../../../../src/ui/runs/state/runsDb.ts';

const broken = vi.hoisted(() => ({ times: 0 }));
vi.mock(import('../../../../src/ui/runs/state/runs.ts'), async (original) => {
  const { Runs, ...others } = await original();
  return {
    ...others,
    Runs: class extends Runs {
      constructor(...given: ConstructorParameters<typeof Runs>) {
        if (broken.times-- > 0) throw new TypeError('It did not come.');
        super(...given);
      }
    },
  };
});

it('no database is opened before somebody asks, and only one then', async () => {
  let opened = 0;
  const kept = new KeptRuns(
    () => {
      opened++;
      return Promise.resolve(memoryRunsDb());
    },
    () => [],
  );
  expect(opened).toBe(0);
  const [one, other] = await Promise.all([kept.load(), kept.load()]);
  await one.ready;
  expect(other).toBe(one);
  expect(one.store).toBe(kept.store);
  expect(opened).toBe(1);
});

it('what does not come is told, and comes when it is asked for again', async () => {
  broken.times = 1;
  const kept = new KeptRuns(
    () => Promise.resolve(memoryRunsDb()),
    () => [],
  );
  await expect(kept.load()).rejects.toThrow('It did not come.');
  expect(kept.store.getState().trouble).toBe('It did not come.');
  await kept.load();
  expect(kept.store.getState().trouble).toBeNull();
});
