/**
 * Reads the answers that are looked at beside an iteration's: anew when they are others, an iteration has passed or the reward
 * model has learned. What was read last stays until the next is there.
 */
import { useEffect, useRef, useState } from 'react';
import type { AnswersReading } from '../../../rl/runs/inspection.ts';
import { messageOf } from '../../../workers/failures.ts';
import { useApp, useRanking, useRun } from '../../app/context.ts';
import type { LookedAt } from '../../app/state/uiStore.ts';
import type { RunView } from '../../runs/view.ts';
import { lookedAt, readingOf, type Looked } from './state/lookedAt.ts';

export interface ShownAnswers {
  /** Null where there are none by now. */
  readonly looked: Looked | null;
  readonly reading: AnswersReading | null;
  readonly busy: boolean;
  readonly trouble: string | null;
}

interface Read {
  readonly key: string;
  readonly reading: AnswersReading | null;
  readonly trouble: string | null;
}

export function useLooked(of: LookedAt, view: RunView): ShownAnswers {
  const app = useApp();
  const current = useRanking((state) => state.current);
  const last = useRanking((state) => state.last);
  const iteration = useRun((state) => state.iteration);
  const fits = useRun((state) => state.agreement.length);
  const live = useRun((state) => state.session !== null) && view.kind === 'live';
  const [read, setRead] = useState<Read | null>(null);
  const { comparison } = view;
  const looked = lookedAt(of, { current, last }, comparison);
  const told = of === 'comparison' && comparison ? readingOf(comparison) : null;
  const moment = looked && `${looked.key}/${iteration}/${fits}`;
  const latest = useRef(looked);
  useEffect(() => {
    latest.current = looked;
  });
  useEffect(() => {
    const asked = latest.current?.asked;
    if (!live || moment === null || !asked) return;
    let gone = false;
    app.training.readAnswers(asked).then(
      (reading) => !gone && setRead({ key: moment, reading, trouble: null }),
      (error: unknown) => !gone && setRead({ key: moment, reading: null, trouble: messageOf(error) }),
    );
    return () => {
      gone = true;
    };
  }, [app, live, moment]);
  // Of the same answers, from the moment before.
  const mine = looked && read?.key.startsWith(`${looked.key}/`) ? read : null;
  return {
    looked,
    reading: (live ? mine?.reading : null) ?? told,
    busy: live && moment !== null && read?.key !== moment,
    trouble: mine?.trouble ?? null,
  };
}
