/** Sessions whose device goes, or has no memory left, at bad moments: told in words, and gone on with on another. */
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { CheckpointStore } from '../../src/files/saves/store.ts';
import { GpuLostError, GpuOutOfMemoryError } from '../../src/gpu/errors.ts';
import { toFailure } from '../../src/workers/failures.ts';
import type { Stage } from '../../src/rl/runs/events.ts';
import { lentGpu } from '../gpu/lentDevice.ts';
import { makeScarce, type ScarceMemory } from '../gpu/scarceMemory.ts';
import { rankingsBy } from '../rl/tinyRun.ts';
import { openSession, prepareSession, watchedGpu, type SessionOptions } from './openSession.ts';

const RANKINGS = rankingsBy('a', 6);
const STAGES = ['fit', 'sample', 'score', 'update'] as const satisfies readonly Stage[];

/**
 * A session whose device's memory a test can take away. It is lent, at limits that no other session asks for: errors of
 * what had no memory are heard by such sessions alone.
 * @param ownDevice where the device ends
 */
function scarceSession({ ownDevice = false, ...options }: SessionOptions = {}) {
  const { gpu, device } = ownDevice ? watchedGpu(true) : { gpu: lentGpu(), device: null };
  const held: { memory: ScarceMemory | null; refuse: ScarceMemory['refuse'] } = {
    memory: null,
    refuse: () => false,
  };
  const scarce = {
    requestAdapter: async () => {
      const adapter = (await gpu.requestAdapter())!;
      const { info, limits, features } = adapter;
      const requestDevice = async (descriptor: GPUDeviceDescriptor) => {
        const opened = await adapter.requestDevice(descriptor);
        held.memory = makeScarce(opened);
        held.memory.refuse = (label) => held.refuse(label);
        return opened;
      };
      return { info, limits, features, requestDevice };
    },
  } as unknown as GPU;
  const { environment, request, ...others } = options;
  const prepared = prepareSession({
    request: { preferences: RANKINGS, ...request },
    environment: { gpu: scarce, ...environment },
    ...others,
  });
  return { ...prepared, device, held };
}

async function savedIterations(storage: MemoryStorage): Promise<number[]> {
  return (await new CheckpointStore(storage).list()).map(({ iteration }) => iteration);
}

describe('memory that the device has not', () => {
  it('for the model ends the opening before anything is done with it, and lets the device go', async () => {
    const storage = new MemoryStorage();
    const first = await openSession({ storage, request: { preferences: RANKINGS } });
    await first.session.step('iteration');
    const { open, device, held } = scarceSession({ storage, ownDevice: true });
    held.refuse = (label) => label.startsWith('reward');
    const failure = await open().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GpuOutOfMemoryError);
    expect(toFailure(failure, 0)).toMatchObject({ kind: 'out-of-memory' });
    expect((failure as Error).message).toMatch(/ran out of memory.*checkpoint are kept.*smaller model/);
    expect((await (await device!()).lost).reason).toBe('destroyed');
    // As with a smaller batch, or after other tabs were closed.
    held.refuse = () => false;
    expect(await open()).toMatchObject({ iteration: 1, warning: null });
  });

  it.each(STAGES)(
    'for the stage "%s" stops training in words; another device goes on alike',
    async (stage) => {
      const storage = new MemoryStorage();
      const { open, session, told, held } = scarceSession({ storage });
      await open();
      const before = STAGES.indexOf(stage);
      for (let i = 0; i < before; i++) await session.step('stage');
      held.refuse = () => true;
      await session.play();
      const { failure } = await told.next('failure');
      expect(failure).toMatchObject({ kind: 'out-of-memory', iteration: 0 });
      expect(failure.message).toMatch(/checkpoint are kept.*restart/);
      expect(held.memory!.refused).toBeGreaterThan(0);
      held.refuse = () => false;
      // What is not there stays away: nothing is computed with it, and nothing of it is saved.
      const saved = await savedIterations(storage);
      await session.step('iteration').catch(() => undefined);
      await expect(session.generate({ requestId: 'x', prompt: 'ab', count: 1 })).rejects.toThrow(
        GpuOutOfMemoryError,
      );
      await session.pause();
      expect(await savedIterations(storage)).toEqual(saved);
      await told.settled();
      expect(told.of('failure')).toHaveLength(1);
      expect(told.of('stage').at(-1)).toMatchObject({ stage: 'idle' });
      expect(told.of('running').at(-1)?.running).not.toBe(true);
      expect(told.of('metrics')).toEqual([]);

      const [second, straight] = [
        await openSession({ storage, request: { preferences: RANKINGS } }),
        await openSession({ request: { preferences: RANKINGS } }),
      ];
      for (const { session: one } of [second, straight]) await one.step('iteration');
      const rows = [second, straight].map(({ told: heard }) => heard.next('metrics'));
      expect(await rows[0]).toEqual(await rows[1]);
    },
  );

  it('for an answer refuses it in words, and nothing is trained on that device any more', async () => {
    const { open, session, told, held } = scarceSession();
    await open();
    held.refuse = () => true;
    await expect(session.compare('ab')).rejects.toThrow(GpuOutOfMemoryError);
    held.refuse = () => false;
    await session.play();
    expect((await told.next('failure')).failure.kind).toBe('out-of-memory');
  });
});

describe('a lost device', () => {
  it.each(STAGES)(
    'in the stage "%s" is told once, and another goes on from the last checkpoint',
    async (stage) => {
      const storage = new MemoryStorage();
      const first = await openSession({ storage, request: { preferences: RANKINGS }, ownDevice: true });
      await first.session.step('iteration');
      await first.session.addPreferences(rankingsBy('a', 8));
      await first.session.play();
      await first.told.next('stage', (event) => event.stage === stage && event.iteration === 2);
      first.device.destroy();
      const { failure } = await first.told.next('failure');
      expect(failure.kind).toBe('gpu-lost');
      await first.session.pause();
      await first.told.settled();
      expect(first.told.of('failure')).toHaveLength(1);

      const second = await openSession({ storage, request: { preferences: rankingsBy('a', 8) } });
      expect(second.info).toMatchObject({ iteration: failure.iteration, warning: null });
      await second.session.step('iteration');
      const { row } = await second.told.next('metrics');
      expect(Object.values(row.values).every(Number.isFinite)).toBe(true);
    },
  );

  it('while it is saved leaves the checkpoint before', async () => {
    const storage = new MemoryStorage();
    const first = await openSession({ storage, request: { preferences: RANKINGS }, ownDevice: true });
    await first.session.step('iteration');
    const write = storage.create.bind(storage);
    storage.create = (name, chunks) => {
      first.device.destroy();
      return write(name, chunks);
    };
    await first.session.step('iteration').catch(() => undefined);
    await first.told.next('failure', ({ failure }) => failure.kind === 'gpu-lost');
    storage.create = write;
    const second = await openSession({ storage, request: { preferences: RANKINGS } });
    expect(second.info).toMatchObject({ iteration: 1, warning: null });
  });

  it('while a session opens ends the opening, and it can be begun again', async () => {
    const { open, told, device } = prepareSession({ ownDevice: true });
    const opening = open().catch((error: unknown) => error);
    await told.next('progress', ({ task }) => task === 'compile');
    (await device()).destroy();
    expect(await opening).toBeInstanceOf(GpuLostError);
    expect(await open()).toMatchObject({ iteration: 0 });
  });
});

it('a session that is opened again lets its device go, goes on where it was saved, and tells of no loss', async () => {
  const storage = new MemoryStorage();
  const { session, open, told, device } = prepareSession({
    storage,
    ownDevice: true,
    request: { preferences: RANKINGS },
  });
  await open();
  await session.step('iteration');
  const before = await device();
  await session.play();
  expect(await open()).toMatchObject({ warning: null });
  expect((await before.lost).reason).toBe('destroyed');
  expect(await device()).not.toBe(before);
  const { iteration } = await told.next('saved');
  await session.step('iteration');
  await told.next('metrics', ({ row }) => row.iteration > (iteration ?? Infinity));
  await told.settled();
  expect(told.of('failure')).toEqual([]);
});
