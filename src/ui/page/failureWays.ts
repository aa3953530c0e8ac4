/** Which ways on stand beside a failure: only those that can help. Knows kinds of failures, no words and no DOM. */
import { rootOf } from '../../files/hub/modelChoice.ts';
import type { Failure, ModelChoice } from '../../workers/protocol.ts';
import type { SessionStatus } from '../runs/state/runStore.ts';

export interface FailureWays {
  /** Opening the trainer again: a lost device, a full memory, a worker that died, a network that was away. */
  readonly restart: boolean;
  /** The settings that take less memory. */
  readonly memory: boolean;
  readonly otherModel: boolean;
  /** Where the trainer still runs, the message is all there is to it. */
  readonly dismiss: boolean;
}

export function failureWays({ kind }: Failure, status: SessionStatus, model: ModelChoice): FailureWays {
  if (status !== 'failed') {
    // After these the trainer goes on by itself, or with the next Play.
    const runs = kind === 'storage' || kind === 'nan' || kind === 'rankings';
    const memory = kind === 'out-of-memory';
    return { restart: !runs, memory, otherModel: memory, dismiss: runs };
  }
  // The bytes of a folder or of the store stay as they are; what comes over the network may come the next time.
  const restart = kind !== 'model' || rootOf(model).kind === 'embedded' || rootOf(model).kind === 'remote';
  return { restart, memory: kind === 'out-of-memory', otherModel: kind !== 'no-gpu', dismiss: false };
}
