/** Runs on their way out: their numbers as tables, a record as a file, a link. Must not know React or the window. */
import type { RunRecord } from '../../../rl/runs/record.ts';
import { fileStem } from '../../../rl/runs/recordName.ts';
import type { Runs } from './runs.ts';

/** A file for the person's downloads. */
export interface RunFile {
  readonly name: string;
  readonly text: string;
}

/** The numbers of runs; those that cannot be read are left out. Null where none can. */
export async function numbersOf(
  runs: Runs,
  ids: readonly string[],
  format: 'csv' | 'jsonl',
): Promise<RunFile | null> {
  const records = (await Promise.all(ids.map((id) => read(runs, id)))).filter((record) => record !== null);
  if (records.length === 0) return null;
  const { exportCsv, exportJsonl } = await import('../../../rl/runs/recordExport.ts');
  const stem = records.length === 1 ? fileStem(records[0].name) : 'runs';
  const write = format === 'csv' ? exportCsv : exportJsonl;
  return { name: `${stem}.${format}`, text: write(records) };
}

/** A run as a file that the page takes back, or null where it cannot be read. */
export async function recordFile(runs: Runs, id: string): Promise<RunFile | null> {
  const record = await read(runs, id);
  if (!record) return null;
  const { writeRunRecord } = await import('../../../rl/runs/recordFile.ts');
  return { name: `${fileStem(record.name)}.run.json`, text: writeRunRecord(record) };
}

async function read(runs: Runs, id: string): Promise<RunRecord | null> {
  try {
    return await runs.record(id);
  } catch {
    return null;
  }
}
