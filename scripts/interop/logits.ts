/**
 * Logits of every position of some token sequences, by the engine. Knows the trunk and the language head; knows
 * no files.
 */
import { matmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import { Recorder, type Plan } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import type { Tensor } from '../../src/gpu/tensor.ts';
import { logitStride } from '../../src/model/config.ts';
import { headName, loadFamily } from '../../src/model/family.ts';
import { bucketRows, createPackedTokens, writePacked } from '../../src/model/packing.ts';
import type { Weights } from '../../src/model/weights.ts';
import { trunkForward } from '../../src/model/trunk.ts';

export class LogitsPlan {
  private constructor(
    private readonly weights: Weights,
    private readonly plan: Plan,
    private readonly logits: Tensor,
    private readonly positions: number,
  ) {}

  /** Records the pass over `sequences`, whose rows follow each other in the result. */
  static async record(weights: Weights, sequences: readonly (readonly number[])[]): Promise<LogitsPlan> {
    const { gpu, layout } = weights;
    const { config } = layout;
    await loadFamily(config.family);
    const positions = sequences.reduce((sum, { length }) => sum + length, 0);
    const rows = bucketRows(positions);
    const rec = new Recorder(gpu, 'logits');
    const packed = createPackedTokens(rec, rows, sequences.length, config);
    const { hidden } = trunkForward(rec, weights, packed, { keep: false });
    const ld = logitStride(config);
    const logits = rec.own('logits', [rows, ld]);
    const b = weights.view(headName(config));
    matmul(rec, {
      a: hidden,
      b,
      out: logits,
      transB: true,
      m: rows,
      n: config.vocab,
      k: config.dim,
      ldc: ld,
    });
    const plan = await rec.finish();
    writePacked(gpu, packed, sequences.length, sequences, config);
    return new LogitsPlan(weights, plan, logits, positions);
  }

  /** Shape of the result: positions of all sequences by vocabulary. */
  get shape(): readonly [number, number] {
    return [this.positions, this.weights.layout.config.vocab];
  }

  /** Logits with the parameters as they are now, row-major. */
  async run(): Promise<Float32Array> {
    const [values] = await run(this.weights.gpu, [this.plan], [this.logits]);
    const [rows, vocab] = this.shape;
    const ld = logitStride(this.weights.layout.config);
    const logits = new Float32Array(rows * vocab);
    for (let row = 0; row < rows; row++) {
      logits.set(values.subarray(row * ld, row * ld + vocab), row * vocab);
    }
    return logits;
  }

  destroy(): void {
    this.plan.destroy();
  }
}
