/**
 * One update by cross-entropy on sequences with targets: forward, −log π of each target, backward, AdamW. The engine's step of a
 * policy is the same but for its loss and for where targets may be. Knows no bench and no schedule.
 */
import { gatherRows, scatterRows } from '../../gpu/kernels/embedding/gather.ts';
import { logitsUniforms } from '../../gpu/kernels/head/logits.ts';
import type { Submitted } from '../../gpu/inFlight.ts';
import { Recorder } from '../../gpu/plan.ts';
import { languageHeadBackward, languageHeadForward } from '../../model/languageHead.ts';
import type { Optimizer } from '../../model/optimizer.ts';
import type { Parameters } from '../../model/parameters.ts';
import { createSequenceTensors, type BatchShape } from '../../model/sequences.ts';
import { trunkBackward, trunkForward } from '../../model/trunk.ts';
import { cutParts, Steps, type RecordedStep, type StepOptions } from '../../rl/training/step.ts';
import { larger, learntTokens, shapeOf, writeRows } from './rows.ts';
import type { LearntSequence } from './sequenceModel.ts';

/** Some of a batch's sequences, and the tokens that the whole batch learns. */
interface Part {
  readonly sequences: readonly LearntSequence[];
  readonly learnt: number;
}

export interface StepScalars {
  readonly microBatch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta2: number;
  readonly maxNorm: number;
}

/** What an update told. */
export interface StepTold {
  /** log π of each target before the update, sequence by sequence. */
  readonly logp: Float32Array;
  readonly gradNorm: number;
  /** The gradient was not finite, and nothing was changed. */
  readonly skipped: boolean;
}

export class SequenceStep {
  readonly #logits;
  readonly #steps: Steps<Part>;
  /** As large as any part so far: parts of much the same size then share one recording. */
  #shape: BatchShape | null = null;

  constructor(
    private readonly parameters: Parameters,
    private readonly optimizer: Optimizer,
  ) {
    this.#logits = logitsUniforms(parameters.gpu);
    this.#logits.set({ temperature: 1 });
    this.#steps = new Steps(parameters.gpu, optimizer);
  }

  /** Submits one update. What it told comes later. */
  async submit(sequences: readonly LearntSequence[], scalars: StepScalars): Promise<Submitted<StepTold>> {
    const learnt = sequences.reduce((sum, sequence) => sum + learntTokens(sequence), 0);
    const parts = cutParts(sequences, scalars.microBatch).map((part): Part => {
      return { sequences: part, learnt };
    });
    const needed = parts.map((part) => shapeOf(part.sequences)).reduce(larger);
    const shape = this.#shape ? larger(this.#shape, needed) : needed;
    this.#shape = shape;
    const { result } = await this.#steps.submit({
      shape,
      parts,
      recompute: false,
      optimizer: scalars,
      build: (options) => this.#build(shape, options),
    });
    return {
      result: result.then(({ numbers, gradNorm, skipped }) => {
        const told = numbers.map((logp, index) => {
          const own = parts[index].sequences.reduce((sum, sequence) => sum + learntTokens(sequence), 0);
          return logp.subarray(0, own);
        });
        return { logp: Float32Array.from(told.flatMap((part) => [...part])), gradNorm, skipped };
      }),
    };
  }

  /** Frees every recorded step. */
  free(): void {
    this.#steps.free();
  }

  async #build(shape: BatchShape, { part }: StepOptions): Promise<RecordedStep<Part>> {
    const { parameters, optimizer } = this;
    const { gpu, layout } = parameters;
    const { config } = layout;
    const { rows, slots } = shape;
    const { gradients } = optimizer;
    const rec = new Recorder(gpu, `sequences/${shape.batch}x${rows}`);
    const tensors = createSequenceTensors(rec, shape, config);
    const dLogp = rec.own('dLogp', [slots]);
    const all = rec.own('all', [slots], 'u32');
    const logp = rec.own('logp', [slots]);

    const trunk = trunkForward(rec, parameters, tensors.packed, { keep: true });
    const head = languageHeadForward(rec, parameters, trunk.hidden, tensors, this.#logits);
    // Scratch memory is the update's afterwards.
    gatherRows(rec, { x: head.logp, index: all, out: logp, rows: slots, dim: 1 });
    const dStates = rec.scratch('dStates', [slots, config.dim]);
    languageHeadBackward(rec, parameters, gradients, head, tensors, dLogp, dStates, this.#logits);
    const dHidden = rec.scratch('dHidden', [rows, config.dim]);
    const scattered = { inverse: tensors.predictorInverse, dx: dHidden, n: rows, dim: config.dim };
    scatterRows(rec, { dOut: dStates, ...scattered });
    trunkBackward(rec, parameters, gradients, trunk, dHidden);
    if (part) optimizer.recordPart(rec);
    else optimizer.record(rec);
    const plan = await rec.finish();
    gpu.write(
      all,
      Uint32Array.from({ length: slots }, (_, slot) => slot),
    );
    return {
      plan,
      numbers: logp,
      write({ sequences, learnt }) {
        writeRows(gpu, tensors, sequences, config);
        gpu.write(dLogp, slopes(sequences, learnt, slots));
      },
    };
  }
}

/** d loss / d log π of each slot, where the loss is the mean of −weight · log π over the whole batch; 0 on filler. */
function slopes(sequences: readonly LearntSequence[], learnt: number, slots: number): Float32Array {
  const values = new Float32Array(slots);
  let slot = 0;
  for (const sequence of sequences) {
    const own = learntTokens(sequence);
    values.fill(-(sequence.weight ?? 1) / learnt, slot, slot + own);
    slot += own;
  }
  return values;
}
