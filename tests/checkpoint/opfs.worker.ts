/** Saves and loads in a dedicated worker, where sync access handles exist, and posts what came back. */
import { openOpfsStorage } from '../../src/checkpoint/opfsStorage.ts';
import { CheckpointStore } from '../../src/checkpoint/store.ts';

export interface WorkerReport {
  readonly syncHandles: boolean;
  readonly iteration: number | undefined;
  readonly policy: Float32Array | undefined;
  readonly kept: number;
}

async function report(): Promise<WorkerReport> {
  // The worker's name says which folder to use.
  const store = new CheckpointStore(await openOpfsStorage(self.name));
  for (const iteration of [1, 2, 3]) {
    const policy = Float32Array.from({ length: 50_000 }, (_, i) => i * iteration);
    await store.save('tiny', { iteration, state: { iteration }, tensors: new Map([['policy', policy]]) });
  }
  const { checkpoint } = await store.load('tiny', (state) => state);
  return {
    syncHandles: 'createSyncAccessHandle' in FileSystemFileHandle.prototype,
    iteration: checkpoint?.iteration,
    policy: checkpoint?.tensors.get('policy'),
    kept: (await store.list()).length,
  };
}

postMessage(await report());
