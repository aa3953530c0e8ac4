/**
 * The iteration that is looked into, and what there is of it: tokens where somebody looked while it stood, else the samples
 * that were kept, else nothing. Asks the trainer anew after each stage while the panel is open.
 */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { RunSamples } from '../../../rl/runs/events.ts';
import type { Inspection } from '../../../rl/runs/inspection.ts';
import type { SessionInfo } from '../../../workers/protocol.ts';
import { useApp, useRun, useUi } from '../../app/context.ts';
import type { App } from '../../app/createApp.ts';
import type { RunView } from '../../runs/view.ts';
import { Inspections } from './state/inspections.ts';

export interface ShownIteration {
  /** Null while there is none. */
  readonly iteration: number | null;
  readonly newest: number | null;
  readonly inspection: Inspection | null;
  readonly samples: RunSamples | null;
  /** The iteration nearest to it that something is kept of; null where it is itself, or there is none. */
  readonly nearest: number | null;
  readonly reading: boolean;
  readonly trouble: string | null;
}

/** What was read, by the session that it was read in: another one has other iterations. */
const known = new WeakMap<SessionInfo, Inspections>();

function inspectionsOf(app: App, session: SessionInfo | null): Inspections {
  const found = session && known.get(session);
  if (found) return found;
  const made = new Inspections(() => app.training.inspect());
  if (session) known.set(session, made);
  return made;
}

export function useIteration(view: RunView): ShownIteration {
  const app = useApp();
  const session = useRun((state) => state.session);
  const wanted = useUi((state) => state.inside?.iteration ?? null);
  const inspections = useMemo(() => inspectionsOf(app, session), [app, session]);
  const { all, reading, trouble } = useStore(inspections.store);
  const kept = useKeptSamples(view);
  useLooking(view, inspections, session !== null);

  const live = view.kind === 'live';
  const read = live ? all : [];
  const told = [...kept, ...(view.samples ? [view.samples] : [])];
  const there = [...read, ...told].map(({ iteration }) => iteration);
  const newest = there.length > 0 ? Math.max(...there) : null;
  const iteration = wanted ?? newest;
  const near = there
    .toSorted((a, b) => Math.abs(a - (iteration ?? 0)) - Math.abs(b - (iteration ?? 0)))
    .at(0);
  return {
    iteration,
    newest,
    inspection: read.find((one) => one.iteration === iteration) ?? null,
    samples: told.findLast((one) => one.iteration === iteration) ?? null,
    nearest: near === undefined || near === iteration ? null : near,
    reading: live && reading,
    trouble: live ? trouble : null,
  };
}

/** Looks now, and again behind each stage; while the loop runs by itself, behind each iteration. */
function useLooking({ kind }: RunView, inspections: Inspections, ready: boolean): void {
  const moment = useRun(({ stage, done, iteration, running }) =>
    running ? `${iteration}` : `${stage === 'idle'}/${done.join()}/${iteration}`,
  );
  useEffect(() => {
    if (kind === 'live' && ready) void inspections.look();
  }, [kind, ready, inspections, moment]);
}

function useKeptSamples({ kind, iteration, samples }: RunView): readonly RunSamples[] {
  const app = useApp();
  const [kept, setKept] = useState<readonly RunSamples[]>([]);
  useEffect(() => {
    let gone = false;
    const record = app.recorded.store.getState().run;
    const reading =
      kind === 'recorded'
        ? Promise.resolve(record?.samples ?? [])
        : app.runs.load().then((runs) => runs.samples.all);
    reading.then(
      (all) => !gone && setKept(kind === 'recorded' ? all.filter((one) => one.iteration <= iteration) : all),
      // Told as trouble with the runs; what is read is there all the same.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [app, kind, iteration, samples]);
  return kept;
}
