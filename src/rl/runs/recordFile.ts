/**
 * A run's record as a file, and back. Recorded runs (recordedRun.ts), which headless runs write, are read as records too.
 *
 * Knows: the file's format. Must not know: who keeps it, or how it is shown. A file that cannot be read gives a
 * RecordedRunError, never half a run.
 */
import * as v from 'valibot';
import { shortened } from '../../files/shortened.ts';
import { settingsOf, type RunRecord } from './record.ts';
import {
  jsonOf,
  RECORDED_RUN_VERSION,
  RecordedRunError,
  recordedRunOf,
  runJson,
  type RecordedRun,
} from './recordedRun.ts';
import { fitName, hashOf, LONGEST_NAME, nameOf } from './recordName.ts';

/** Raised whenever a reader of the old version would misread the new file. */
export const RUN_RECORD_VERSION = 1;

const FORMAT = 'nudge-run';

const Head = v.object({
  format: v.literal(FORMAT),
  version: v.literal(RUN_RECORD_VERSION),
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  name: v.pipe(v.string(), v.nonEmpty(), v.maxLength(LONGEST_NAME)),
  created: v.pipe(v.number(), v.minValue(0)),
  address: v.optional(v.pipe(v.string(), v.maxLength(2000))),
});

/**
 * Reads a record, or a recorded run of any version as one.
 * @throws {RecordedRunError}
 */
export function readRunRecord(text: string): RunRecord {
  const json = jsonOf(text);
  if (!v.is(v.object({ format: v.literal(FORMAT) }), json)) return recordOf(recordedRunOf(json), idOf(text));
  const version = v.safeParse(v.object({ version: v.number() }), json);
  if (version.success && version.output.version !== RUN_RECORD_VERSION)
    throw new RecordedRunError(
      'version',
      `The run has version ${version.output.version}; this reads version ${RUN_RECORD_VERSION}.`,
    );
  const head = v.safeParse(Head, json);
  if (!head.success) {
    const [issue] = head.issues;
    const path = v.getDotPath(issue);
    throw new RecordedRunError('schema', shortened(`The run is damaged at ${path}: ${issue.message}`), path);
  }
  const { id, name, created, address } = head.output;
  // What came of it is written as in a recorded run.
  const run = recordedRunOf({ ...json, format: 'nudge-recorded-run', version: RECORDED_RUN_VERSION });
  return {
    ...recordOf(run, id),
    name: fitName(name) || nameOf(id),
    created,
    ...(address !== undefined && { address }),
  };
}

/** The file of a record; numbers in full, so that reading gives the same record back. */
export function writeRunRecord(record: RunRecord): string {
  return runJson({ format: FORMAT, version: RUN_RECORD_VERSION, ...record });
}

/** A recorded run as a record of that id. */
export function recordOf(run: RecordedRun, id: string): RunRecord {
  const { format: _, version: __, ...rest } = run;
  const { algorithm, seed } = settingsOf(run);
  return {
    ...rest,
    id,
    name: nameOf(id),
    created: 0,
    algorithm,
    seed,
  };
}

/** The same file has the same id, so that it is the same run when it is brought again. */
function idOf(text: string): string {
  return `file-${hashOf(text).toString(36)}${hashOf(`${text.length}${text}`).toString(36)}`;
}
