/**
 * A run with its place as a file: the file of a record (rl/runs/recordFile.ts), which holds rankings, curves and samples
 * of some iterations, and one member more, which readers of records pass over. Must not know React or the window.
 */
import { gzipSync, strToU8 } from 'fflate';
import { writeRunRecord } from '../../../rl/runs/recordFile.ts';
import type { RunRecord } from '../../../rl/runs/record.ts';
import type { Place } from '../../runs/state/place.ts';

/** The text of the file. */
export function shareFile(run: RunRecord, place: Place): string {
  const { iteration, chart, dialog } = place;
  const parts = { ...(JSON.parse(writeRunRecord(run)) as object), place: { iteration, chart, dialog } };
  return `${JSON.stringify(parts)}\n`;
}

/** The same, a fifth as large. */
export function zippedShareFile(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(strToU8(text), { level: 9, mtime: 0 }));
}
