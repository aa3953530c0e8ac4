/**
 * How many answers are sampled for the few that are ranked: those that differ most are shown, so that there is something to
 * prefer. Pure; how different answers are is judged where they are written.
 */
import type { SessionInfo } from '../../../workers/protocol.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';

/** Most that are sampled at once. */
const MOST = 8;

/**
 * Twice as many as are shown, where nobody waits for the first word: chosen answers cannot stream. Without a GPU a set that
 * somebody waits for is not chosen, and of a large model none is. Never more than an iteration samples at once, which memory was
 * told for.
 * @param waited nothing is on screen
 * @returns `answers` where none are chosen
 */
export function candidatesFor(
  { answers, temperature, rolloutBatch }: Pick<Settings, 'answers' | 'temperature' | 'rolloutBatch'>,
  { softwareAdapter, parameters }: Pick<SessionInfo, 'softwareAdapter' | 'parameters'>,
  waited: boolean,
): number {
  // At 0 one answer is the likeliest and has its place.
  if (temperature === 0) return answers;
  if (softwareAdapter && (waited || parameters > SMALL)) return answers;
  return Math.max(answers, Math.min(MOST, 2 * answers, rolloutBatch));
}

/** Parameters up to which a processor writes eight answers in a second or so. */
const SMALL = 4_000_000;
