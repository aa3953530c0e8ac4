/** The run that trains as a record: from its first row on, through restarts, rollbacks and resets. */
import { expect, it } from 'vitest';
import type { MetricsRow } from '../../../../src/rl/algorithms/metrics.ts';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import { reading, type RunEvent } from '../../../../src/rl/runs/events.ts';
import type { SessionInfo } from '../../../../src/workers/protocol.ts';
import type { TrainerLink } from '../../../../src/ui/app/state/trainerLink.ts';
import { AUTOMATIC } from '../../../../src/ui/library/choice/choice.ts';
import { tellLiveRun } from '../../../../src/ui/runs/state/liveNews.ts';
import { LiveRun } from '../../../../src/ui/runs/state/liveRun.ts';
import { Runs } from '../../../../src/ui/runs/state/runs.ts';
import { memoryRunsDb, type RunsDb } from '../../../../src/ui/runs/state/runsDb.ts';
import { createRunsStore } from '../../../../src/ui/runs/state/runsStore.ts';
import { createRunStore } from '../../../../src/ui/runs/state/runStore.ts';

const row = (iteration: number, kl = iteration): MetricsRow => ({
  iteration,
  values: { 'objective/kl': kl },
});

/** A page with a trainer that says what the test says. */
function pageOn(db: RunsDb) {
  const run = createRunStore({ ...DEFAULT_SETTINGS, seed: 5 }, AUTOMATIC);
  const listeners: ((event: RunEvent) => void)[] = [];
  const runs = new Runs(
    createRunsStore(),
    () => Promise.resolve(db),
    () => [],
  );
  let ids = 0;
  const link = { on: (readers: Parameters<TrainerLink['on']>[0]) => void listeners.push(reading(readers)) };
  const record = new LiveRun(
    runs,
    () => [],
    undefined,
    () => `run-${Date.now()}-${++ids}`,
  );
  tellLiveRun(run, link as unknown as TrainerLink, () => Promise.resolve(record));
  const begin = (history: readonly MetricsRow[]) =>
    run.setState({
      session: {
        model: 'blurbs-tiny',
        modelLabel: 'blurbs-tiny',
        adapter: 'made up',
        kernels: { variant: 'block', how: 'usual', milliseconds: {} },
        prompts: { train: ['One.'], heldOut: [] },
        history,
      } as unknown as SessionInfo,
    });
  const tell = (event: RunEvent) => listeners.forEach((listener) => listener(event));
  const push = (...rows: MetricsRow[]) => rows.forEach((one) => tell({ type: 'metrics', row: one }));
  /** When all that was told is stored. */
  const settled = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    await runs.ready;
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { runs, run, begin, push, tell, settled };
}

it('has no record before its first row, and then one with method, seed, adapter and a name', async () => {
  const { runs, begin, push, settled, tell } = pageOn(memoryRunsDb());
  begin([]);
  await settled();
  expect(runs.store.getState()).toMatchObject({ heads: [], live: null });
  const agreement = { rankings: 1, pairs: 4, accuracy: 0.75, kendallTau: 0.5 };
  tell({ type: 'agreement', iteration: 0, heldOut: agreement, trained: agreement });
  push(row(1), row(2));
  await settled();
  const { heads, live } = runs.store.getState();
  expect(heads).toHaveLength(1);
  expect(heads[0]).toMatchObject({
    id: live,
    algorithm: DEFAULT_SETTINGS.algorithm,
    seed: 5,
    settings: { seed: 5 },
    adapter: 'made up',
    iterations: 2,
    agreed: 0.75,
    last: row(2),
  });
  expect(heads[0].name).toMatch(/^[a-z]+-[a-z]+$/);
  const record = await runs.record(heads[0].id);
  expect(record?.history).toEqual([row(1), row(2)]);
  expect(record?.agreement).toEqual([{ iteration: 0, heldOut: agreement, trained: agreement }]);
  expect(record?.prompts.train).toEqual(['One.']);
});

it('what waits for another session or a reset is not this run’s', async () => {
  const { runs, run, begin, push, settled } = pageOn(memoryRunsDb());
  const opened = run.getState().settings;
  run.setState({ opened });
  begin([]);
  run.setState({ settings: { ...opened, seed: 9, loraRank: 4, temperature: 0.4 } });
  push(row(1));
  await settled();
  const [{ seed, settings }] = runs.store.getState().heads;
  expect(seed).toBe(5);
  expect(settings).toEqual({ seed: 5, temperature: 0.4, rewardBag: true });
});

it('a name and a pin outlive the next iteration', async () => {
  const { runs, begin, push, settled } = pageOn(memoryRunsDb());
  begin([]);
  push(row(1));
  await settled();
  const [{ id }] = runs.store.getState().heads;
  runs.rename(id, 'mine');
  runs.pin(id, true);
  push(row(2));
  await settled();
  expect(runs.head(id)).toMatchObject({ name: 'mine', pinned: true, iterations: 2 });
});

it('what a checkpoint brings back goes on in its record, from where it stood', async () => {
  const db = memoryRunsDb();
  const first = pageOn(db);
  first.begin([]);
  first.push(row(1), row(2), row(3));
  await first.settled();
  const second = pageOn(db);
  second.begin([row(1), row(2)]);
  await second.settled();
  second.push(row(3, 33));
  await second.settled();
  const { heads } = second.runs.store.getState();
  expect(heads).toHaveLength(1);
  expect((await second.runs.record(heads[0].id))?.history).toEqual([row(1), row(2), row(3, 33)]);
});

it('a run that no record has, or another run’s, makes a record of its own with all its rows', async () => {
  const db = memoryRunsDb();
  const first = pageOn(db);
  first.begin([]);
  first.push(row(1), row(2));
  await first.settled();
  const second = pageOn(db);
  second.begin([row(1), row(2, 2.5)]);
  await second.settled();
  const { heads, live } = second.runs.store.getState();
  expect(heads).toHaveLength(2);
  expect((await second.runs.record(live ?? ''))?.history).toEqual([row(1), row(2, 2.5)]);
});

it('a reset leaves the record, and the next row begins another', async () => {
  const { runs, begin, push, settled } = pageOn(memoryRunsDb());
  begin([]);
  push(row(1), row(2));
  await settled();
  const left = runs.store.getState().live;
  begin([]);
  await settled();
  expect(runs.store.getState().live).toBeNull();
  push(row(1, 7));
  await settled();
  const { heads, live } = runs.store.getState();
  expect(new Set(heads.map(({ iterations }) => iterations))).toEqual(new Set([1, 2]));
  expect(live).not.toBe(left);
});

it('the one that trains is not deleted; another comes back as it was', async () => {
  const db = memoryRunsDb();
  const { runs, begin, push, settled } = pageOn(db);
  begin([]);
  push(row(1));
  await settled();
  const [one] = runs.store.getState().heads;
  runs.delete(one.id);
  expect(runs.store.getState().heads).toHaveLength(1);
  begin([]);
  push(row(1, 9));
  await settled();
  runs.delete(one.id);
  expect(runs.store.getState().heads.map(({ id }) => id)).not.toContain(one.id);
  runs.bringBack();
  await settled();
  expect(runs.head(one.id)).toEqual(one);
  expect((await db.heads()).find(({ id }) => id === one.id)?.deleted).toBeUndefined();
});
