/** The page's states as they are said to screen readers, in English. Knows words only. */
import { plural } from '../../text/format.ts';
import type { SessionStatus } from '../../runs/state/runStore.ts';

export const enStates = {
  /** Null where something else says it. */
  status: {
    probing: null,
    loading: 'The model is loading.',
    ready: 'The model is ready.',
    unsupported: 'No model can run in this browser. A recorded run is shown instead.',
    cancelled: null,
    failed: null,
  } as Readonly<Record<SessionStatus, string | null>>,
  written: (count: number) => `${plural(count, 'answer')} to rank.`,
  task: (name: string) => `${name}.`,
  ended: (iteration: number) => `Iteration ${iteration} is done.`,
  rests: (iteration: number) => `Training rests after iteration ${iteration}.`,
  saved: (iteration: number) => `Saved at iteration ${iteration}.`,
};

/** The shape every language must have. */
export type StateWords = typeof enStates;
