/**
 * The iteration that is looked into, and what there is of it: tokens where somebody looked while it stood, else the samples
 * that were kept, else nothing. Asks the trainer anew after each stage while the panel is open.
 */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { RunSamples } from '../../../rl/runs/events.ts';
import type { Inspection } from '../../../rl/runs/inspection.ts';
import { useApp, useRun, useUi } from '../../app/context.ts';
import type { RunView } from '../../runs/view.ts';
import { inspectionsOf, type Inspections } from './state/inspections.ts';

export interface ShownIteration {
  /** Null while there is none. */
  readonly iteration: number | null;
  readonly newest: number | null;
  readonly inspection: Inspection | null;
  readonly samples: RunSamples | null;
  /** The iteration nearest to it that something is kept of; null where it is itself, or there is none. */
  readonly nearest: number | null;
  /** The same of those whose tokens are kept. */
  readonly nearestRead: number | null;
  readonly reading: boolean;
  readonly trouble: string | null;
}

const NONE: readonly Inspection[] = [];

export function useIteration(view: RunView): ShownIteration {
  const app = useApp();
  const session = useRun((state) => state.session);
  const wanted = useUi((state) => state.inside?.iteration ?? null);
  const inspections = useMemo(() => inspectionsOf(app.training, session), [app, session]);
  const { all, reading, trouble } = useStore(inspections.store);
  const recorded = useStore(app.recorded.store, ({ run }) => run?.inspections ?? NONE);
  const kept = useKeptSamples(view);
  useLooking(view, inspections, session !== null);

  const live = view.kind === 'live';
  const read = live ? all : recorded.filter((one) => one.iteration <= view.iteration);
  const told = [...kept, ...(view.samples ? [view.samples] : [])];
  const there = [...read, ...told].map(({ iteration }) => iteration);
  const newest = there.length > 0 ? Math.max(...there) : null;
  const iteration = wanted ?? newest;
  return {
    iteration,
    newest,
    inspection: read.find((one) => one.iteration === iteration) ?? null,
    samples: told.findLast((one) => one.iteration === iteration) ?? null,
    nearest: nearestTo(iteration, there),
    nearestRead: nearestTo(
      iteration,
      read.map((one) => one.iteration),
    ),
    reading: live && reading,
    trouble: live ? trouble : null,
  };
}

/** The nearest of some iterations; null where that is the one itself, or there are none. */
function nearestTo(iteration: number | null, others: readonly number[]): number | null {
  const far = (other: number) => Math.abs(other - (iteration ?? 0));
  const near = others.toSorted((a, b) => far(a) - far(b)).at(0);
  return near === undefined || near === iteration ? null : near;
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
