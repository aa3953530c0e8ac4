/**
 * What a model says at tokens that are there: log π of each target, and the token that it gives most. One recorded forward pass
 * for each size. Knows no update.
 */
import { logitsUniforms } from '../../gpu/kernels/head/logits.ts';
import { sample, sampleUniforms } from '../../gpu/kernels/sampling/sample.ts';
import { Recorder, type Plan } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import { logitStride, sampledVocab } from '../../model/config.ts';
import { languageHeadForward } from '../../model/languageHead.ts';
import { bucketRows } from '../../model/packing.ts';
import { createSequenceTensors, type BatchShape, type SequenceTensors } from '../../model/sequences.ts';
import { trunkForward } from '../../model/trunk.ts';
import type { Weights } from '../../model/weights.ts';
import { learntTokens, shapeOf, writeRows } from './rows.ts';
import type { LearntSequence, ReadTokens } from './sequenceModel.ts';

/** Recorded passes kept. */
const KEPT = 4;
/** What choosing needs of each slot: one place that is read, and one that is written. */
const CAPACITY = 2;

interface Recorded {
  readonly plan: Plan;
  readonly tensors: SequenceTensors;
  readonly logp: Tensor;
  readonly chosen: Tensor;
  readonly chosenLogp: Tensor;
  /** u32 [slots] each: the state of the kernel that chooses, which begins anew each time. */
  readonly state: readonly Tensor[];
}

export class SequenceReader {
  readonly #recorded = new PlanCache<Recorded>(KEPT, ({ plan }) => plan.destroy());
  readonly #logits;
  readonly #greedy;

  constructor(private readonly weights: Weights) {
    this.#logits = logitsUniforms(weights.gpu);
    this.#logits.set({ temperature: 1 });
    this.#greedy = sampleUniforms(weights.gpu);
    this.#greedy.set({ temperature: 1, topK: 0, topP: 1, greedy: 1, maxNew: 0, seed: 0, stream: 0 });
  }

  /** @param sequences few enough for one pass */
  read(sequences: readonly LearntSequence[]): Promise<ReadTokens[]> {
    const { gpu, layout } = this.weights;
    const shape = { ...shapeOf(sequences), batch: bucketRows(sequences.length) };
    return this.#recorded.use(
      JSON.stringify(shape),
      () => this.#record(shape),
      async ({ plan, tensors, logp, chosen, chosenLogp, state }) => {
        writeRows(gpu, tensors, sequences, layout.config);
        for (const tensor of state) gpu.write(tensor, new Uint32Array(shape.slots));
        const read = await run(gpu, [plan], [logp, chosen, chosenLogp]);
        const [ofTargets, best, ofBest] = read.map((values) => [...values]);
        let first = 0;
        return sequences.map((sequence) => {
          const last = first + learntTokens(sequence);
          const told = {
            logp: ofTargets.slice(first, last),
            best: best.slice(first * CAPACITY, last * CAPACITY).filter((_, at) => at % CAPACITY === 1),
            bestLogp: ofBest.slice(first, last),
          };
          first = last;
          return told;
        });
      },
    );
  }

  free(): void {
    this.#recorded.clear();
  }

  async #record(shape: BatchShape): Promise<Recorded> {
    const { gpu, layout } = this.weights;
    const { config } = layout;
    const { slots } = shape;
    const rec = new Recorder(gpu, `read/${shape.batch}x${shape.rows}`);
    const tensors = createSequenceTensors(rec, shape, config);
    const trunk = trunkForward(rec, this.weights, tensors.packed, { keep: false });
    const head = languageHeadForward(rec, this.weights, trunk.hidden, tensors, this.#logits);
    if (head.chunks.length > 1) throw new RangeError('These are too many tokens to be read at once.');
    const tokens = rec.own('chosen', [slots, CAPACITY], 'u32');
    const logp = rec.own('chosenLogp', [slots, 1]);
    const [cursor, done, generated] = ['cursor', 'done', 'generated'].map((name) =>
      rec.own(name, [slots], 'u32'),
    );
    const ends = rec.own('ends', [1], 'u32');
    sample(rec, {
      logits: head.logits,
      ld: logitStride(config),
      vocab: sampledVocab(config),
      tokens,
      cursor,
      done,
      generated,
      logp,
      batch: slots,
      capacity: CAPACITY,
      maxNew: 1,
      ends,
      step: this.#greedy,
    });
    return {
      plan: await rec.finish(),
      tensors,
      logp: head.logp,
      chosen: tokens,
      chosenLogp: logp,
      state: [cursor, done, generated],
    };
  }
}
