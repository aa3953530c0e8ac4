/**
 * Saves in a dedicated worker, where sync access handles exist, and posts what came of it. Its name says the folder,
 * and after a colon the iteration in whose save it hangs, to be killed there.
 */
import { openOpfsStorage } from '../../../src/files/bytes/opfsStorage.ts';
import { CheckpointStore, type CheckpointContent } from '../../../src/files/saves/store.ts';
import { anything, loadWhole } from './wholeCheckpoints.ts';

export interface WorkerReport {
  readonly syncHandles: boolean;
  readonly iteration: number | undefined;
  readonly policy: Float32Array | undefined;
  readonly kept: number;
  /** The save under way will never end. */
  readonly hanging: boolean;
}

const [folder, hangAt] = self.name.split(':');

function content(iteration: number): CheckpointContent {
  const policy = Float32Array.from({ length: 50_000 }, (_, i) => i * iteration);
  const wait = new Promise<Float32Array>(() => undefined);
  return {
    iteration,
    state: { iteration },
    shardBytes: 200_000,
    tensors: [
      { name: 'policy', shape: [50_000], data: policy },
      {
        name: 'moments',
        shape: [2],
        data: () => {
          if (iteration !== Number(hangAt)) return Float32Array.of(iteration, 1);
          postMessage({ hanging: true } satisfies Partial<WorkerReport>);
          return wait;
        },
      },
    ],
  };
}

async function report(): Promise<WorkerReport> {
  const store = new CheckpointStore(await openOpfsStorage(folder));
  for (const iteration of [1, 2, 3]) await store.save('tiny', content(iteration));
  const { checkpoint } = await loadWhole(store, 'tiny', anything);
  return {
    syncHandles: 'createSyncAccessHandle' in FileSystemFileHandle.prototype,
    iteration: checkpoint?.iteration,
    policy: checkpoint?.tensors.get('policy'),
    kept: (await store.list()).length,
    hanging: false,
  };
}

postMessage(await report());
