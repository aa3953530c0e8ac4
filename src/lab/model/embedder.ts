/**
 * Texts as directions: the mean of a model's last hidden states over a text's tokens, of length one. Knows token ids;
 * knows no text.
 */
import { Recorder, type Plan } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import { bucketRows, createPackedTokens, writePacked, type PackedTokens } from '../../model/packing.ts';
import { trunkForward } from '../../model/trunk.ts';
import type { Weights } from '../../model/weights.ts';

interface Recorded {
  readonly plan: Plan;
  readonly packed: PackedTokens;
  readonly hidden: Tensor;
}

/** Recorded passes kept. */
const KEPT = 4;

export class Embedder {
  readonly #recorded = new PlanCache<Recorded>(KEPT, ({ plan }) => plan.destroy());

  constructor(private readonly weights: Weights) {}

  /** @param sequences none of them empty, all together few enough for one pass */
  async embed(sequences: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const { gpu, layout } = this.weights;
    const { dim } = layout.config;
    const rows = bucketRows(sequences.reduce((sum, { length }) => sum + length, 0));
    const batch = bucketRows(sequences.length);
    return this.#recorded.use(
      `${batch}x${rows}`,
      () => this.#record(rows, batch),
      async ({ plan, packed, hidden }) => {
        const starts = writePacked(gpu, packed, batch, sequences, layout.config);
        const [states] = await run(gpu, [plan], [hidden]);
        return sequences.map(({ length }, index) => {
          const first = starts[index] * dim;
          return direction(states.subarray(first, first + length * dim), dim);
        });
      },
    );
  }

  free(): void {
    this.#recorded.clear();
  }

  async #record(rows: number, batch: number): Promise<Recorded> {
    const { gpu, layout } = this.weights;
    const rec = new Recorder(gpu, `embed/${batch}x${rows}`);
    const packed = createPackedTokens(rec, rows, batch, layout.config);
    const { hidden } = trunkForward(rec, this.weights, packed, { keep: false });
    return { plan: await rec.finish(), packed, hidden };
  }
}

/** The mean of rows of `dim` numbers, scaled to length one; zeros where there is no direction. */
export function direction(rows: ArrayLike<number>, dim: number): Float32Array {
  const sum = new Float64Array(dim);
  for (let i = 0; i < rows.length; i++) sum[i % dim] += rows[i];
  const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
  return Float32Array.from(sum, (value) => (length > 0 ? value / length : 0));
}
