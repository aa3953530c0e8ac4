/**
 * How many answers are sampled for the few that are ranked: those that differ most are shown, so that there is something to
 * prefer. Pure; how different answers are is judged where they are written.
 */
import type { SessionInfo } from '../../../workers/protocol.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';

/** Most that are sampled at once. */
const MOST = 8;

/** Parameters up to which answers are whole before anybody has read a line, on a processor too. */
const SMALL = 4_000_000;

/**
 * Twice as many as are shown. Chosen answers cannot stream, so those of a larger model are chosen only where nobody waits for the first
 * word, and without a GPU not at all. Never more than an iteration samples at once, which memory was told for.
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
  if (parameters > SMALL && (waited || softwareAdapter)) return answers;
  return Math.max(answers, Math.min(MOST, 2 * answers, rolloutBatch));
}
