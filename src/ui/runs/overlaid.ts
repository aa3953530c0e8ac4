/** The runs that lie over the curves on screen: all but the one whose curves they are. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useApp, useRun, useRuns } from '../app/context.ts';
import { settingsOf } from '../../rl/runs/record.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import type { Overlaid } from './state/runsStore.ts';
import type { RunHead } from './state/runsDb.ts';

export interface OverlaidRun extends Overlaid {
  readonly name: string;
  readonly settings: Settings;
  readonly baseUtility: RunHead['baseUtility'];
}

export function useOverlaid(): readonly OverlaidRun[] {
  const app = useApp();
  const view = useRun((state) => state.view);
  const watched = useStore(app.recorded.store, (state) => state.run?.id ?? null);
  const live = useRuns((state) => state.live);
  const heads = useRuns((state) => state.heads);
  const overlaid = useRuns((state) => state.overlaid);
  const shown = view === 'recorded' && watched !== null ? watched : live;
  return useMemo(
    () =>
      overlaid
        .filter(({ id }) => id !== shown)
        .flatMap((one) => {
          const head = heads.find(({ id }) => id === one.id);
          if (!head) return [];
          return [{ ...one, name: head.name, settings: settingsOf(head), baseUtility: head.baseUtility }];
        }),
    [overlaid, heads, shown],
  );
}
