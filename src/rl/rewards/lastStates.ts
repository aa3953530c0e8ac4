/** What a trunk makes of whole sequences: its state at each one's last token. Knows weights and tokens; knows no head. */
import { gatherRows } from '../../gpu/kernels/embedding/gather.ts';
import { Recorder } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
import { createLastRows, lastRowsShape, writeLastRows, type LastRowsShape } from '../../model/lastRows.ts';
import { packedBatches } from '../../model/packing.ts';
import { trunkForward } from '../../model/trunk.ts';
import type { Weights } from '../../model/weights.ts';
import type { TokenSequence } from './rewardModel.ts';

/** Sequences that are read at once. */
const TOGETHER = 32;
/** Recorded passes kept. */
const KEPT = 4;

/**
 * @param sequences none of them empty
 * @param onProgress sequences read of all
 * @returns one state a sequence, [dim] each, behind the trunk's last norm
 */
export async function lastStates(
  weights: Weights,
  sequences: readonly TokenSequence[],
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<readonly Float64Array[]> {
  const { gpu, layout } = weights;
  const { dim } = layout.config;
  const plans = new PlanCache<Awaited<ReturnType<typeof record>>>(KEPT, ({ plan }) => plan.destroy());
  const states: Float64Array[] = [];
  try {
    for (const chunk of packedBatches(weights, sequences, TOGETHER)) {
      onProgress(states.length, sequences.length);
      const shape = lastRowsShape(chunk, TOGETHER);
      const [read] = await plans.use(
        JSON.stringify(shape),
        () => record(weights, shape),
        (recorded) => {
          writeLastRows(gpu, recorded.input, chunk, layout.config);
          return run(gpu, [recorded.plan], [recorded.states]);
        },
      );
      for (const row of chunk.keys())
        states.push(Float64Array.from(read.subarray(row * dim, (row + 1) * dim)));
    }
  } finally {
    plans.clear();
  }
  onProgress(sequences.length, sequences.length);
  return states;
}

/** Records: sequences → states, [batch, dim]. */
async function record(weights: Weights, shape: LastRowsShape) {
  const { gpu, layout } = weights;
  const { dim } = layout.config;
  const rec = new Recorder(gpu, `states/${shape.batch}x${shape.rows}`);
  const input = createLastRows(rec, shape, layout.config);
  const { hidden } = trunkForward(rec, weights, input.packed, { keep: false });
  const states = rec.scratch('states', [shape.batch, dim]);
  gatherRows(rec, { x: hidden, index: input.last, out: states, rows: shape.batch, dim });
  return { plan: await rec.finish(), input, states };
}
