/**
 * Whether a run that is trained again here will be the run that was sent, to the bit, and if not, why. Pure; knows records
 * and what runs here.
 */
import type { PreferenceEvent } from '../../../preferences/event.ts';
import { fitSchedule } from '../../../rl/runs/fitSchedule.ts';
import type { Sent } from '../../runs/state/place.ts';
import type { SessionInfo } from '../../../workers/protocol.ts';

/**
 * Why it may be another: `adapter`, `kernels`: computed elsewhere, or in another order. `mine`: rankings of one's own are
 * learned from as well. `fits`: it learned in several rounds, and all rankings are there from the start here. `changes`:
 * settings were changed on the way. `undone`: judgements were taken back. `reward`: a reward model was brought in.
 * `rounded`: what came has rounded numbers, so that it cannot be told.
 */
export type Reason = 'adapter' | 'kernels' | 'mine' | 'fits' | 'changes' | 'undone' | 'reward' | 'rounded';

/** Empty where nothing stands against it. */
export function reasonsOf(
  { record, exact }: Sent,
  session: Pick<SessionInfo, 'adapter' | 'kernels'> | null,
  mine: readonly PreferenceEvent[],
): readonly Reason[] {
  const { adapter, kernels, rankings, agreement, changes = [], reward } = record;
  const theirs = new Set(rankings.map(({ id }) => id));
  const found: Readonly<Record<Reason, boolean>> = {
    adapter: session !== null && !isSameAdapter(session.adapter, adapter),
    kernels: session !== null && kernels !== undefined && session.kernels.variant !== kernels,
    mine: mine.some(({ id }) => !theirs.has(id)),
    fits: agreement.length > 1,
    changes: changes.length > 0,
    undone: fitSchedule(record) === null,
    reward: reward !== undefined,
    rounded: !exact,
  };
  return (Object.keys(found) as Reason[]).filter((reason) => found[reason]);
}

/** Whether two descriptions may be of one adapter: a browser says less of it than Dawn does in Node. */
export function isSameAdapter(one: string, other: string): boolean {
  return one !== '' && other !== '' && (one.startsWith(other) || other.startsWith(one));
}
