/** When a run is saved. */
import { describe, expect, it } from 'vitest';
import { Saver, type SavedRuns } from '../../src/workers/saver.ts';

function setUp(saveEvery: number) {
  const run = { iteration: 0, settings: { saveEvery } };
  const told = { saved: [] as (number | null)[], failures: 0 };
  const disk = { clock: 0, cost: 10, full: false, kept: 0 as number | null };
  const checkpoints: SavedRuns = {
    save: async () => {
      disk.clock += disk.cost;
      if (disk.full) throw new Error('full');
    },
    clear: async () => undefined,
    kept: async () => disk.kept,
  };
  const saver = new Saver(
    checkpoints,
    run,
    () => disk.clock,
    (iteration) => told.saved.push(iteration),
    () => told.failures++,
  );
  /** Stages as a run has them: three, of which the last ends the iteration. */
  const iterate = async () => {
    await saver.save('stage');
    await saver.save('stage');
    run.iteration++;
    await saver.save('stage');
  };
  return { run, told, disk, saver, iterate };
}

describe('a run that plays', () => {
  it.each([
    [1, [1, 2, 3, 4, 5, 6, 7]],
    [3, [3, 6]],
    [10, []],
  ])('is saved every %i iterations, once', async (saveEvery, iterations) => {
    const { told, iterate } = setUp(saveEvery);
    for (let i = 0; i < 7; i++) await iterate();
    expect(told.saved).toEqual(iterations);
  });

  it('is saved whenever it rests, and counts from there', async () => {
    const { told, saver, iterate } = setUp(3);
    for (let i = 0; i < 2; i++) await iterate();
    await saver.save('rest');
    for (let i = 0; i < 3; i++) await iterate();
    expect(told.saved).toEqual([2, 5]);
  });

  it('is saved again after a reset', async () => {
    const { run, told, iterate } = setUp(3);
    for (let i = 0; i < 4; i++) await iterate();
    run.iteration = 0;
    await iterate();
    expect(told.saved).toEqual([3, 0]);
  });

  it('with a full disk is told once, tries again in its time, and tells again when it was well between', async () => {
    const { told, disk, iterate } = setUp(2);
    disk.full = true;
    for (let i = 0; i < 6; i++) await iterate();
    expect(told).toEqual({ saved: [], failures: 1 });
    disk.full = false;
    for (let i = 0; i < 2; i++) await iterate();
    disk.full = true;
    for (let i = 0; i < 2; i++) await iterate();
    expect(told).toEqual({ saved: [8], failures: 2 });
  });
});

it('a save that fails on storage that was cleared says that nothing is saved any more', async () => {
  const { told, disk, saver, iterate } = setUp(1);
  await iterate();
  Object.assign(disk, { full: true, kept: null });
  await saver.save('rest');
  expect(told).toEqual({ saved: [1, null], failures: 1 });
});

it('what is learned between iterations is saved in a tenth of the time', async () => {
  const { told, disk, saver } = setUp(1);
  await saver.save('learned');
  await saver.save('learned');
  expect(told.saved).toEqual([0]);
  disk.clock += 10 * disk.cost;
  await saver.save('learned');
  expect(told.saved).toEqual([0, 0]);
});

it('nothing is saved once the device is gone', async () => {
  const { told, saver, iterate } = setUp(1);
  saver.stop();
  await iterate();
  await saver.save('rest');
  expect(told).toEqual({ saved: [], failures: 0 });
});
