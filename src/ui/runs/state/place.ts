/**
 * Where the sender of a run wants it to be seen: at which iteration, at which chart, with which dialog open. As a link
 * and a file hold it. Pure; knows no chart and no dialog but by name.
 */
import * as v from 'valibot';
import type { RunRecord } from '../../../rl/runs/record.ts';

/** Dialogs that a place can open: those that show something without a GPU. */
export const PLACE_DIALOGS = ['runs', 'experiments', 'lab', 'settings'] as const;

export interface Place {
  /** Iterations that are shown: the last of them. */
  readonly iteration: number;
  /** The id of the chart that is looked at; null for none in particular. */
  readonly chart: string | null;
  readonly dialog: (typeof PLACE_DIALOGS)[number] | null;
}

/** A run that somebody sent, as far as it came. */
export interface Sent {
  readonly record: RunRecord;
  readonly place: Place;
  /** Rows that its sender had. */
  readonly of: number;
  /** Whether its rows are as they were, to the bit. */
  readonly exact: boolean;
  /** Rankings that it came without. */
  readonly left: number;
}

const Iteration = v.pipe(v.number(), v.integer(), v.minValue(0));
const Chart = v.pipe(v.string(), v.regex(/^[\w/.-]{1,80}$/));

/** The place in a file or a link; what of it cannot be read is left out, and without an iteration it is the end. */
export function placeOf(json: unknown, end: number): Place {
  const fields = v.is(v.record(v.string(), v.unknown()), json) ? json : {};
  const { iteration, chart, dialog } = fields;
  return {
    iteration: v.is(Iteration, iteration) ? Math.min(iteration, end) : end,
    chart: v.is(Chart, chart) ? chart : null,
    dialog: PLACE_DIALOGS.find((known) => known === dialog) ?? null,
  };
}

/** Rows of a run that are shown at a place. */
export function positionOf(history: readonly { readonly iteration: number }[], place: Place): number {
  return history.filter(({ iteration }) => iteration <= place.iteration).length;
}
