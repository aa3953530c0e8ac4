/**
 * A link that opens as a replay: what every link to a run has (runs/state/link.ts), and packed beside it the curves, a
 * few answers, and the place that the sender chose. As much of the curves as there is room for. Must not know React or
 * the window.
 */
import { importRankings } from '../../../preferences/files.ts';
import { readRunRecord, writeRunRecord } from '../../../rl/runs/recordFile.ts';
import type { RunRecord } from '../../../rl/runs/record.ts';
import { LinkTooLongError, LONGEST_LOG, readLink, runLink, type LinkedRun } from '../../runs/state/link.ts';
import { pack, unpack } from '../../runs/state/packed.ts';
import { placeOf, type Place, type Sent } from '../../runs/state/place.ts';
import { LEVELS, thinned } from './thin.ts';

/** Most characters of rankings and curves together. */
export const LONGEST_LINK = LONGEST_LOG;
/** Most bytes that the curves may unpack to. */
const MOST_BYTES = 2 ** 22;

/** Under which the replay stands in the address. */
const KEY = 'run';

export interface SharedLink {
  /** The `#…` part. */
  readonly hash: string;
  /** Rows of the curves in it, of so many; 0 where there was no room for any, and it is no replay. */
  readonly rows: number;
  readonly of: number;
  /** Whether those rows are as they were, to the bit. */
  readonly exact: boolean;
  /** Rankings that there was no room for: without them it is seen, and cannot be gone on from. */
  readonly left: number;
}

/** The link to a run at a place. Rankings are all in it or none: some of them would train another run. */
export function shareLink(run: RunRecord, place: Place): SharedLink {
  const [base, left] = baseOf(run);
  const used = new URLSearchParams(base.slice(1)).get('log')?.length ?? 0;
  const of = run.history.length;
  for (const level of LEVELS) {
    const small = thinned(run, place.iteration, level);
    const { iteration, chart, dialog } = place;
    const told = { of, left, ...(level.digits === null && { exact: true }) };
    const parts = [JSON.parse(writeRunRecord(small)) as object, { iteration, chart, dialog }, told];
    const packed = pack(JSON.stringify(parts));
    if (used + packed.length > LONGEST_LINK) continue;
    const parameters = new URLSearchParams(base.slice(1));
    parameters.set(KEY, packed);
    const rows = small.history.length;
    return { hash: `#${parameters}`, rows, of, exact: level.digits === null && rows === of, left };
  }
  return { hash: base, rows: 0, of, exact: false, left };
}

/** What every link has, and how many rankings it had no room for. */
function baseOf(run: RunRecord): readonly [hash: string, left: number] {
  try {
    return [runLink(run), 0];
  } catch (error) {
    if (!(error instanceof LinkTooLongError)) throw error;
    const left = run.rankings.filter(({ type }) => type === 'ranking').length;
    return [runLink({ ...run, rankings: [] }), left];
  }
}

/** What a link leads to beside settings and model. */
export interface SharedRun extends LinkedRun {
  /** To be replayed; null where the link has none, or none that can be read. */
  readonly replay: Sent | null;
}

/** What `#…` leads to, or null where it is no link to a run. */
export function readShareLink(hash: string): SharedRun | null {
  const linked = readLink(hash);
  if (!linked) return null;
  const packed = new URLSearchParams(hash.replace(/^#/, '')).get(KEY);
  if (packed === null) return { ...linked, replay: null };
  const replay = packed.length > LONGEST_LINK || linked.rankings === null ? null : replayOf(packed, linked);
  return { ...linked, replay, ...(replay === null && { broken: true }) };
}

function replayOf(packed: string, { rankings }: LinkedRun): SharedRun['replay'] {
  const text = unpack(packed, MOST_BYTES);
  if (text === null) return null;
  try {
    const [run, place, told] = JSON.parse(text) as [
      object,
      unknown,
      Readonly<Record<string, unknown>> | undefined,
    ];
    const { added } = importRankings([], rankings ?? '');
    const record: RunRecord = { ...readRunRecord(JSON.stringify(run)), rankings: added };
    const end = record.history.at(-1)?.iteration ?? 0;
    const count = (value: unknown) =>
      Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
    const of = count(told?.of) ?? record.history.length;
    return {
      record,
      place: placeOf(place, end),
      of,
      exact: told?.exact === true && of === record.history.length,
      left: count(told?.left) ?? 0,
    };
  } catch {
    return null;
  }
}
