/**
 * Epochs of shuffled minibatches on the policy, one recorded step each, and the way back when one of them is not finite or
 * all of it is stopped. Knows the policy and its last good state; knows no objective and no stage.
 */
import { InFlight } from '../../gpu/inFlight.ts';
import type { Stream } from '../random.ts';
import type { Models } from './models.ts';
import { nonFinite, NonFiniteError } from './nonFinite.ts';
import type { MinibatchMetrics, Numbers, PolicyBatch, PolicyStep, StepSettings } from './policyStep.ts';
import type { Turns } from './turns.ts';

export interface UpdateRequest<Metric extends string> {
  readonly step: PolicyStep<Metric>;
  readonly batch: PolicyBatch;
  readonly scalars: Numbers;
  readonly epochs: number;
  readonly minibatches: number;
  readonly settings: StepSettings;
  /** Shuffles the responses, epoch by epoch. */
  readonly order: Stream;
  readonly signal?: AbortSignal;
  /** Minibatches done of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface UpdateResult<Metric extends string> {
  /** In the order they were made, with the responses that each had. */
  readonly minibatches: readonly MinibatchMetrics<Metric>[];
  readonly rows: readonly number[];
}

/**
 * Updates the policy and keeps it as good. Rolls it back when a step is not finite, and when aborted, so that the same
 * update can be made again.
 * @throws NonFiniteError; the reason of `signal`
 */
export async function updatePolicy<Metric extends string>(
  models: Models,
  turns: Turns,
  request: UpdateRequest<Metric>,
): Promise<UpdateResult<Metric>> {
  const { step, batch, scalars, epochs, settings, order, signal, onProgress } = request;
  const { together = 1 } = batch;
  const groups = batch.sequences.length / together;
  if (!Number.isInteger(groups))
    throw new RangeError(`${batch.sequences.length} sequences do not come ${together} together.`);
  const size = Math.ceil(groups / request.minibatches);
  const total = epochs * Math.ceil(groups / size);
  const minibatches: MinibatchMetrics<Metric>[] = [];
  const minibatchRows: number[] = [];
  const inFlight = new InFlight((metrics: MinibatchMetrics<Metric>) => {
    if (metrics.skipped || !Object.values<number>(metrics.loss).every(Number.isFinite)) {
      throw nonFinite('A step of the policy met a gradient that is not a finite number.');
    }
    minibatches.push(metrics);
    onProgress?.(minibatches.length, total);
  });
  const rollingBack = (work: () => Promise<void>) =>
    turns.take('training', async () => {
      try {
        await work();
      } catch (error) {
        // A step submitted behind the broken one is undone with it.
        if (error instanceof NonFiniteError || signal?.aborted) models.rollBack();
        throw error;
      }
    });
  for (let epoch = 0; epoch < epochs; epoch++) {
    const permutation = order.permutation(groups);
    for (let first = 0; first < groups; first += size) {
      const rows = rowsOf(permutation.slice(first, first + size), together);
      minibatchRows.push(rows.length);
      await rollingBack(async () => {
        if (signal?.aborted) await inFlight.drain();
        signal?.throwIfAborted();
        await inFlight.add(await step.submit(batch, rows, scalars, settings));
      });
    }
  }
  await rollingBack(() => inFlight.drain());
  await rollingBack(async () => {
    if (!(await models.policyIsSound())) {
      throw nonFinite('A step of the policy made a weight too large to compute with.');
    }
  });
  models.keepGood();
  return { minibatches, rows: minibatchRows };
}

/** Rows of groups of so many neighbours. */
function rowsOf(groups: readonly number[], together: number): number[] {
  return groups.flatMap((group) => Array.from({ length: together }, (_, place) => group * together + place));
}
