/**
 * What is told of the run that trains, on its way to its record (liveRun.ts). That is loaded with the first row, or with a
 * run that has rows already; what is told before, or while it cannot be loaded, waits in order. Must not know what a
 * record is.
 */
import type { RunEvent } from '../../../rl/runs/events.ts';
import type { TrainerLink } from '../../app/state/trainerLink.ts';
import type { LiveRun } from './liveRun.ts';
import type { RunStore } from './runStore.ts';

/** @param load brings the record's keeper, and says itself where that fails */
export function tellLiveRun(run: RunStore, link: TrainerLink, load: () => Promise<LiveRun>): void {
  let record: LiveRun | null = null;
  /** A row has come, or a run with rows: nothing of what waits may be let go. */
  let wanted = false;
  let loading = false;
  let waiting: ((record: LiveRun) => void)[] = [];

  const bring = async () => {
    wanted = true;
    if (record || loading) return;
    loading = true;
    try {
      record = await load();
      for (const tell of waiting) tell(record);
      waiting = [];
    } catch {
      // The next row tries again.
    } finally {
      loading = false;
    }
  };
  const soon = (tell: (record: LiveRun) => void) => {
    if (record) tell(record);
    else waiting.push(tell);
  };

  const receive = (event: RunEvent) => {
    const page = run.getState();
    soon((live) => live.receive(event, page));
  };
  link.on({
    agreement: receive,
    changed: receive,
    samples: receive,
    metrics(event) {
      receive(event);
      void bring();
    },
  });
  run.subscribe((page, before) => {
    if (page.session !== before.session) {
      const trained = page.session !== null && page.session.history.length > 0;
      // What was told of a run without a row is of no use to the next one.
      if (!wanted) waiting = [];
      soon((live) => live.begin(page));
      if (trained) void bring();
    }
    const { comparison } = page;
    if (comparison && comparison !== before.comparison) soon((live) => live.compared(comparison));
  });
}
