/**
 * The stopwatch, one for all libraries: a round is run, then the GPU's queue is waited for the same way. Knows no
 * library and no model.
 */
import type { Adapter, Effort, Timing } from '../results.ts';
import { median } from '../statistics.ts';
import { checkDevice, counts, openedDevice } from './counters.ts';

export interface Measured extends Timing {
  /** Rounds run, warm-up included. */
  readonly rounds: number;
  /** Of the last round. */
  readonly dispatches: number;
  readonly submits: number;
  readonly maps: number;
  readonly gpuBytes: number;
}

/** Resolves when everything submitted so far is done. */
export function gpuDone(): Promise<undefined> {
  return openedDevice().queue.onSubmittedWorkDone();
}

/**
 * Times rounds of `work`, which has submitted all it does to the GPU when it ends.
 * @param work gets the number of the round, warm-up included
 */
export async function measure(
  label: string,
  effort: Effort,
  work: (round: number) => void | Promise<void>,
): Promise<Measured> {
  const milliseconds: number[] = [];
  let before = { ...counts };
  let began = 0;
  let told = performance.now();
  for (let round = 0; ; round++) {
    if (round === effort.warmup) began = performance.now();
    before = { ...counts };
    const start = performance.now();
    await work(round);
    await gpuDone();
    const end = performance.now();
    if (round >= effort.warmup) milliseconds.push(end - start);
    // Only slow work is told while it goes on.
    if (end - start > 1000 && (round === 0 || end - told > 15_000)) {
      told = end;
      console.log(`${label}: round ${round + 1} took ${(end - start).toFixed(1)} ms`);
    }
    const measured = milliseconds.length;
    const enough = measured >= effort.most || end - began > effort.seconds * 1000;
    if (measured >= effort.least && enough) break;
  }
  checkDevice();
  return {
    milliseconds,
    median: median(milliseconds),
    rounds: effort.warmup + milliseconds.length,
    dispatches: counts.dispatches - before.dispatches,
    submits: counts.submits - before.submits,
    maps: counts.maps - before.maps,
    gpuBytes: counts.bytes,
  };
}

/** The adapter a page gets, as every library asks for it. */
export async function adapter(): Promise<Adapter | null> {
  const found = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!found) return null;
  const { vendor, architecture, device, description } = found.info;
  return { vendor, architecture, device, description };
}

/** Adapter that the open device belongs to, to prove that all libraries ran on the same one. */
export function deviceAdapter(): Adapter {
  const { vendor, architecture, device, description } = openedDevice().adapterInfo;
  return { vendor, architecture, device, description };
}
