/**
 * All runs as records: the one that trains, those of earlier visits, the page's own recording, files that somebody
 * brought. What is done with them (named, pinned, deleted and brought back, laid over the curves), and the whole of one
 * when it is asked for. Must not know React, the trainer, or where records are kept.
 */
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import type { PreferenceEvent } from '../../../preferences/event.ts';
import type { RunRecord } from '../../../rl/runs/record.ts';
import { fitName } from '../../../rl/runs/recordName.ts';
import {
  EMPTY_BODY,
  type RunBody,
  type RunChange,
  type RunHead,
  type RunsDb,
  type RunSource,
} from './runsDb.ts';
import { addAgreement } from './agreementSeries.ts';
import type { AgreementPoint } from '../../storage/visit.ts';
import { MetricsHistory } from './history.ts';
import { KeptSamples } from './keptSamples.ts';
import { RunsKeeper } from './runsKeeper.ts';
import type { RunsStore } from './runsStore.ts';

/** Most runs laid over one's own at once: as many as can be told apart without colour. */
export const MOST_OVERLAID = 5;

export class Runs {
  readonly store: RunsStore;
  /** Resolves when stored runs were read. */
  readonly ready: Promise<void>;
  /** Samples of the run that trains, iteration by iteration. */
  readonly samples = new KeptSamples();
  #keeper: RunsKeeper;
  #log: () => readonly PreferenceEvent[];
  #unread = false;

  /** @param log the page's preference log, of which a run of one's own has learned from the beginning */
  constructor(store: RunsStore, open: () => Promise<RunsDb>, log: () => readonly PreferenceEvent[]) {
    this.store = store;
    this.#keeper = new RunsKeeper(open, (trouble) => {
      if (trouble !== this.store.getState().trouble) this.store.setState({ trouble });
    });
    this.#log = log;
    this.ready = this.#read();
  }

  head(id: string): RunHead | undefined {
    return this.store.getState().heads.find((head) => head.id === id);
  }

  /** Whether a reload would lose some of a run. */
  get unsaved(): boolean {
    return this.#keeper.unsaved > 0;
  }

  rows(id: string): Promise<readonly MetricsRow[]> {
    return this.#keeper.rows(id);
  }

  body(id: string): Promise<RunBody | undefined> {
    return this.#keeper.body(id);
  }

  /** Shows and stores a change of a run. */
  keep(change: RunChange): Promise<void> {
    const { head, rows = [] } = change;
    this.store.setState(({ heads }) => ({
      heads: heads.some(({ id }) => id === head.id)
        ? heads.map((one) => (one.id === head.id ? head : one))
        : [head, ...heads],
    }));
    const overlaid = this.store.getState().overlaid.find(({ id }) => id === head.id);
    for (const row of overlaid ? rows : []) overlaid?.history.push(row);
    return this.#keeper.put(change).then(() => {
      // What could not be read may be there now.
      if (this.#unread && !this.unsaved) return this.#read();
    });
  }

  /** Takes a run from a file among the others; one that is there already stays as it is named. */
  add(record: RunRecord, source: RunSource = 'file'): string {
    if (this.head(record.id)) return record.id;
    const { prompts, rankings, agreement, changes, samples, comparisons, inspections, history, ...about } =
      record;
    const body: RunBody = {
      prompts,
      rankings,
      agreement,
      samples,
      comparisons,
      ...(changes && { changes }),
      ...(inspections && { inspections }),
    };
    const head: RunHead = {
      ...about,
      source,
      pinned: false,
      updated: Date.now(),
      iterations: history.at(-1)?.iteration ?? 0,
      last: history.at(-1) ?? null,
      agreed: agreement.at(-1)?.heldOut.accuracy ?? null,
      logLength: 0,
    };
    // The page brings its recording every time: it takes no room until something is changed about it.
    if (source === 'shipped') {
      this.#keeper.hold({ head, body, rows: history });
      this.store.setState(({ heads }) => ({ heads: [...heads, head] }));
    } else void this.keep({ head, body, rows: history, all: true });
    return record.id;
  }

  /** The whole of a run, or null where it cannot be read. */
  async record(id: string): Promise<RunRecord | null> {
    const head = this.head(id);
    if (!head) return null;
    const [history, body = EMPTY_BODY] = await Promise.all([this.#keeper.rows(id), this.#keeper.body(id)]);
    const {
      source: _,
      pinned: __,
      updated,
      iterations: ___,
      last: ____,
      agreed: _____,
      logLength,
      ...about
    } = head;
    return {
      ...about,
      created: about.created || updated,
      ...body,
      rankings: logLength > 0 ? this.#log().slice(0, logLength) : body.rankings,
      history,
    };
  }

  /** Gives a run another name; an empty one changes nothing. */
  rename(id: string, name: string): void {
    const fit = fitName(name);
    const head = this.head(id);
    if (head && fit !== '' && fit !== head.name) void this.keep({ head: { ...head, name: fit } });
  }

  pin(id: string, pinned: boolean): void {
    const head = this.head(id);
    if (head) void this.keep({ head: { ...head, pinned } });
  }

  /** Deletes a run; until the next visit it can be brought back. The one that trains stays. */
  delete(id: string): void {
    const head = this.head(id);
    if (!head || id === this.store.getState().live) return;
    void this.overlay(id, false);
    this.store.setState(({ heads, deleted }) => ({
      heads: heads.filter((one) => one !== head),
      deleted: [...deleted, head],
    }));
    void this.#keeper.put({ head: { ...head, deleted: true } });
  }

  /** Brings back what was deleted last. */
  bringBack(): void {
    const { deleted } = this.store.getState();
    const head = deleted.at(-1);
    if (!head) return;
    this.store.setState({ deleted: deleted.slice(0, -1) });
    void this.keep({ head });
  }

  /** Lays a run over the curves, or takes it away. False where there are too many already. */
  async overlay(id: string, on: boolean): Promise<boolean> {
    const taken = this.store.getState().overlaid;
    if (!on) {
      this.store.setState({ overlaid: taken.filter((one) => one.id !== id) });
      return true;
    }
    if (taken.some((one) => one.id === id)) return true;
    if (taken.length >= MOST_OVERLAID) return false;
    const [rows, body = EMPTY_BODY] = await Promise.all([this.#keeper.rows(id), this.#keeper.body(id)]);
    const history = new MetricsHistory(Math.max(rows.length, 4096));
    history.replace(rows);
    this.store.setState(({ overlaid }) => {
      const slot = Array.from({ length: MOST_OVERLAID }, (_, at) => at).find(
        (free) => !overlaid.some((one) => one.slot === free),
      );
      if (slot === undefined || overlaid.some((one) => one.id === id)) return {};
      return { overlaid: [...overlaid, { id, slot, history, agreement: agreementPoints(body.agreement) }] };
    });
    return true;
  }

  async #read(): Promise<void> {
    const stored = await this.#keeper.heads();
    this.#unread = stored === null;
    if (!stored) return;
    const heads = stored.filter(({ deleted }) => !deleted).sort((one, other) => other.created - one.created);
    this.store.setState((state) => ({
      heads: [...state.heads, ...heads.filter(({ id }) => !state.heads.some((head) => head.id === id))],
    }));
  }
}

/** Agreement as charts draw it: by fits, not by iterations. */
export function agreementPoints(agreement: RunBody['agreement']): readonly AgreementPoint[] {
  let points: AgreementPoint[] = [];
  for (const measured of agreement) points = addAgreement(points, measured);
  return points;
}
