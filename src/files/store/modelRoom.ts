/** Whether there is room for a model, and what to say when there is not. Knows the store; copies nothing. */
import { CheckpointError } from '../errors.ts';
import { readRecord } from './modelRecord.ts';
import type { ModelStorage } from './modelStorage.ts';

export interface RoomRequest {
  readonly folder: string;
  readonly label: string;
  /** Bytes that are still to come. */
  readonly needed: number;
  /** Bytes that are here already. */
  readonly here: number;
  /** Bytes that will be free again before the new ones come. */
  readonly spare: number;
}

/** Room for records and for what the browser itself adds. */
const MARGIN = 1_000_000;

/** @throws CheckpointError of kind `full` that says how much is needed, how much there is and what to delete. */
export async function checkRoom(storage: ModelStorage, request: RoomRequest): Promise<void> {
  const { folder, label, needed, here, spare } = request;
  const { usedBytes, quotaBytes } = await storage.room();
  const free = Math.max(0, quotaBytes - usedBytes + spare);
  if (needed === 0 || needed + MARGIN <= free) return;
  throw new CheckpointError({
    kind: 'full',
    happened: `${label} needs ${amount(needed)} of storage, and this browser has ${amount(free)} left for this page.`,
    kept:
      here > 0
        ? `The ${amount(here)} of it that are here stay, and so does every stored model.`
        : 'Nothing of it was stored; every stored model is kept.',
    todo: await whatToDelete(storage, folder, needed + MARGIN - free),
  });
}

async function whatToDelete(storage: ModelStorage, folder: string, missing: number): Promise<string> {
  const others: { label: string; bytes: number }[] = [];
  for (const other of await storage.folders()) {
    if (other === folder) continue;
    const files = await storage.files(other);
    const label = (await readRecord(storage, other))?.label ?? other;
    others.push({ label, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) });
  }
  others.sort((a, b) => b.bytes - a.bytes);
  if (others.length === 0) {
    return 'Free disk space, or open the model from its address or folder without storing it.';
  }
  const enough = others.reduce((sum, { bytes }) => sum + bytes, 0) >= missing;
  const names = others.slice(0, 3).map(({ label, bytes }) => `${label} (${amount(bytes)})`);
  return `Delete ${enough ? 'a stored model' : 'stored models and free disk space'}, for example ${names.join(' or ')}, and try again.`;
}

/** Bytes as a person reads them: "1.2 GB". */
export function amount(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
