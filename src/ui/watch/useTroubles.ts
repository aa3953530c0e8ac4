/** What is wrong with the run on screen, looked for again as it tells more. */
import { useEffect, useState } from 'react';
import type { JudgeId } from '../../tastes/labeler.ts';
import { troublesOf, type Trouble, type WatchedRun } from '../../rl/runs/troubles.ts';
import { throttle } from '../runs/useThrottled.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';

/** Tastes that are about how long an answer is. */
const OF_LENGTH: readonly JudgeId[] = ['shorter', 'length'];

export function useTroubles(view: RunView, yardstick: ChosenYardstick): readonly Trouble[] {
  const [troubles, setTroubles] = useState<readonly Trouble[]>([]);
  const { history, agreement, baseUtility, settings, method } = view;
  const { labeler } = yardstick;
  useEffect(
    () =>
      throttle(history, () =>
        setTroubles(troublesOf(watched({ history, agreement, baseUtility, settings, method }, labeler))),
      ),
    [history, agreement, baseUtility, settings, method, labeler],
  );
  return troubles;
}

type Watched = Pick<RunView, 'history' | 'agreement' | 'baseUtility' | 'settings' | 'method'>;

/** A run as its troubles are looked for in. */
export function watched(view: Watched, labeler: JudgeId): WatchedRun {
  const { history, agreement, baseUtility, settings, method } = view;
  const base = baseUtility?.[labeler];
  // A rule cannot be fooled or disagree with anybody, and the one that there is asks for a length.
  const { rule } = method.needs;
  return {
    curve: (metric) => history.curve(metric),
    fits: rule ? [] : agreement,
    yardstick: base && !rule ? { metric: `utility/${labeler}`, sd: base.sd } : null,
    lengthWanted: rule ?? OF_LENGTH.includes(labeler),
    klBand: method.metrics['objective/kl']?.band?.(settings) ?? null,
  };
}
