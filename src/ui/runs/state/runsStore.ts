/**
 * What the page shows of all runs: those that are kept, the one that trains, those laid over the curves. What is done with
 * them comes later, with the first need of it (keptRuns.ts). Must not know React.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Receipt } from '../../../rl/runs/receipt.ts';
import type { AgreementPoint } from '../../storage/visit.ts';
import type { MetricsHistory } from './history.ts';
import type { LinkedRun } from './link.ts';
import type { Sent } from './place.ts';
import type { RunHead } from './runsDb.ts';

/** A run laid over the curves. */
export interface Overlaid {
  readonly id: string;
  /** From 0: how it is drawn, the same as long as it is there. */
  readonly slot: number;
  readonly history: MetricsHistory;
  readonly agreement: readonly AgreementPoint[];
}

export interface RunsState {
  /** Deleted ones are not among them. */
  readonly heads: readonly RunHead[];
  /** Deleted on this visit and not brought back, the newest last. */
  readonly deleted: readonly RunHead[];
  /** The record of the run that trains, once it has a row. */
  readonly live: string | null;
  readonly overlaid: readonly Overlaid[];
  /** What the link that was followed leads to, until it is answered. */
  readonly linked: LinkedRun | null;
  /** A run that somebody sent, as long as it is shown. */
  readonly sent: Sent | null;
  /** A receipt that somebody brought, until its dialog is closed. */
  readonly receipt: Receipt | null;
  /** Why something could not be stored, in the browser's words. */
  readonly trouble: string | null;
}

export type RunsStore = StoreApi<RunsState>;

export function createRunsStore(): RunsStore {
  return createStore<RunsState>(() => ({
    heads: [],
    deleted: [],
    live: null,
    overlaid: [],
    linked: null,
    sent: null,
    receipt: null,
    trouble: null,
  }));
}
