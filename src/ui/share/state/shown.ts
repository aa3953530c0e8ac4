/**
 * A run that somebody sent, on screen: replayed from where its sender wanted it seen, without a GPU, and so also while a
 * model opens behind it. Loaded when a link or a file brings one. Must not know React or where it came from.
 */
import type { UiStore } from '../../app/state/uiStore.ts';
import type { RecordedPlayer } from '../../runs/state/player.ts';
import type { RunsStore } from '../../runs/state/runsStore.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import { readRunRecord } from '../../../rl/runs/recordFile.ts';
import { placeOf, positionOf, type Sent } from '../../runs/state/place.ts';
import { readShareLink } from './shareLink.ts';

/** Where it is shown. */
export interface Screen {
  readonly ui: UiStore;
  readonly run: RunStore;
  readonly runs: RunsStore;
  readonly recorded: RecordedPlayer;
}

/** Shows it, at rest at its place, until it is closed or another one is watched. */
export function showSent({ ui, run, runs, recorded }: Screen, sent: Sent): void {
  const { record, place } = sent;
  recorded.show(record);
  recorded.seek(positionOf(record.history, place));
  runs.setState({ sent });
  run.setState({ view: 'recorded' });
  if (place.dialog) ui.setState({ dialog: place.dialog });
  // A model that is ready shows its own run; who followed a link came for the other one.
  const stop = run.subscribe((now, before) => {
    if (runs.getState().sent !== sent) stop();
    else if (now.status === 'ready' && before.status !== 'ready') run.setState({ view: 'recorded' });
  });
}

/** Away with it; one's own run is on screen where there is one. */
export function closeSent({ run, runs, recorded }: Screen): void {
  runs.setState({ sent: null });
  recorded.pause();
  if (run.getState().status === 'ready') run.setState({ view: 'live' });
}

/** A file of a run: shown at the place in it, or from its beginning where there is none. @throws RecordedRunError */
export function sentIn(text: string): Sent & { readonly placed: boolean } {
  const record = readRunRecord(text);
  const { place } = JSON.parse(text) as { readonly place?: unknown };
  const end = record.history.at(-1)?.iteration ?? 0;
  return {
    record,
    place: placeOf(place, end),
    of: record.history.length,
    exact: true,
    left: 0,
    placed: typeof place === 'object' && place !== null,
  };
}

/** Follows a link to a run: a replay is shown, and of any other it is asked what to take, once no dialog is open. */
export function followLink(screen: Screen, hash: string): void {
  const linked = readShareLink(hash);
  if (!linked) return;
  const { ui, runs } = screen;
  runs.setState({ linked });
  if (linked.replay) return showSent(screen, linked.replay);
  if (ui.getState().dialog === null) ui.setState({ dialog: 'link' });
  else {
    const stop = ui.subscribe(({ dialog }) => {
      if (dialog !== null) return;
      stop();
      ui.setState({ dialog: 'link' });
    });
  }
}
