/** Gathers what the guide reads off the page, anew whenever any of it changes. */
import { useStore } from 'zustand';
import { useApp, usePreferences, useRanking, useRun } from '../app/context.ts';
import { activeRankings } from '../../preferences/log.ts';
import { useLatestRow } from '../runs/useThrottled.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import type { GuideFacts } from './state/facts.ts';

export function useFacts(view: RunView, yardstick: ChosenYardstick): GuideFacts {
  const app = useApp();
  const ready = useRun((state) => state.status === 'ready');
  const { current, draft, last } = useRanking((state) => state);
  const events = usePreferences((state) => state.events);
  const replayed = useStore(app.recorded.store, ({ run }) => run !== null);
  // The history is no store: a new row shows here.
  useLatestRow(view.history);
  const { history, iteration, settings, changes, comparison, agreement, baseUtility } = view;
  const spread = baseUtility?.[yardstick.labeler]?.sd ?? 1;
  return {
    source: view.kind === 'recorded' && replayed ? 'recorded' : ready ? 'live' : 'none',
    answers: (current?.answers ?? []).map((answer, at) =>
      answer && current?.complete[at] ? answer.text : null,
    ),
    begun: draft.ranks.some((rank) => rank !== null),
    rankings: activeRankings(events).length,
    last: last && { tiers: last.event.tiers, scores: last.scores },
    agreement: agreement.at(-1) ?? null,
    iteration,
    settings,
    changes,
    comparison,
    curve: (metric) => history.curve(metric),
    yardstick: { metric: `utility/${yardstick.labeler}`, spread: spread > 0 ? spread : 1 },
  };
}
