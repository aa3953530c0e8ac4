/**
 * A link that holds what is needed to see the same run: its settings and model as the address has them, the iteration it
 * stood at, and its rankings, packed. Loaded when a link is made or followed. Must not know React or the window.
 */
import { exportRankings } from '../../../preferences/exportRows.ts';
import { settingsOf, type RunRecord } from '../../../rl/runs/record.ts';
import { AUTOMATIC, choiceFromText } from '../../library/choice/choice.ts';
import { writeHash } from '../../settings/state/hash.ts';
import { pack, unpack } from './packed.ts';

/** Most characters of packed rankings: longer links are cut off on the way, by chats and mail. */
export const LONGEST_LOG = 24_000;
/** Most bytes that they may unpack to. */
const MOST_BYTES = 2 ** 22;

/** The rankings are too many for a link. */
export class LinkTooLongError extends Error {
  readonly length: number;

  constructor(length: number) {
    super(`The rankings take ${length} characters; a link has room for ${LONGEST_LOG}.`);
    this.name = 'LinkTooLongError';
    this.length = length;
  }
}

/**
 * The `#…` part of a link to a run.
 * @throws {LinkTooLongError}
 */
export function runLink(run: RunRecord): string {
  const model = choiceFromText(run.address ?? run.model) ?? AUTOMATIC;
  const parameters = new URLSearchParams(writeHash({ settings: settingsOf(run), model }).replace(/^#/, ''));
  parameters.set('at', String(run.history.at(-1)?.iteration ?? 0));
  if (run.rankings.length > 0) parameters.set('log', packText(exportRankings(run.rankings)));
  return `#${parameters}`;
}

/** What a link has beside settings and model. */
export interface LinkedRun {
  /** There is a replay in it that was cut off or changed; left out for no. */
  readonly broken?: boolean;
  /** The iteration it stood at. */
  readonly at: number;
  /** Rankings as a file of them, '' for none; null where they cannot be read. */
  readonly rankings: string | null;
  readonly count: number;
}

/** What `#…` leads to beside settings and model, or null where it is no link to a run. */
export function readLink(hash: string): LinkedRun | null {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const at = Number(parameters.get('at') ?? NaN);
  if (!Number.isSafeInteger(at) || at < 0) return null;
  const packed = parameters.get('log');
  if (packed === null) return { at, rankings: '', count: 0 };
  const rankings = unpackText(packed);
  return { at, rankings, count: rankings?.match(/"type":"ranking"/g)?.length ?? 0 };
}

/**
 * A text as a link can hold it: deflated, in the letters of base64url.
 * @throws {LinkTooLongError}
 */
export function packText(log: string): string {
  const text = pack(log);
  if (text.length > LONGEST_LOG) throw new LinkTooLongError(text.length);
  return text;
}

/** Null for what is no packed text, or would unpack to more than any log is. */
export function unpackText(packed: string): string | null {
  return packed.length > LONGEST_LOG ? null : unpack(packed, MOST_BYTES);
}
