/**
 * Sampling with a KV cache, entirely on the GPU: prefill once per prompt (shared by its K answers), then
 * one recorded decode step replayed several times a submit, without reading anything back in between.
 * Knows token ids, not text; knows nothing of rewards.
 */
import { kvCachePrefill } from '../gpu/kernels/attention/kvCache.ts';
import { ROW_DONE, sampleUniforms } from '../gpu/kernels/sampling/sample.ts';
import type { Gpu } from '../gpu/device.ts';
import { ACTIVATIONS, Recorder, type Plan } from '../gpu/plan.ts';
import { PlanCache } from '../gpu/planCache.ts';
import { run } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { attentionShape, endTokens } from './config.ts';
import { DecodeMemory, firstRows, type DecodeTensors } from './decodeMemory.ts';
import { recordDecode } from './decodeStep.ts';
import { bucketRows, createPackedTokens, writePacked, type PackedTokens } from './packing.ts';
import { trunkForward } from './trunk.ts';
import type { Weights } from './weights.ts';

export interface SamplingOptions {
  readonly temperature: number;
  /** 0 turns top-k off. */
  readonly topK: number;
  /** 1 turns nucleus sampling off. */
  readonly topP: number;
  readonly greedy?: boolean;
  readonly maxNewTokens: number;
  readonly seed: number;
  /** Which draw of this seed: two calls with the same seed and stream repeat each other. */
  readonly stream: number;
}

/** One sampled continuation. */
export interface Generation {
  readonly tokens: readonly number[];
  /** Log-probability of each token under the distribution it was sampled from. */
  readonly logp: readonly number[];
  /** True when it ended with an end token. */
  readonly finished: boolean;
  /** True when no more tokens will come. */
  readonly complete: boolean;
}

export interface GenerateHooks {
  /** Called every few tokens with everything so far. */
  readonly onProgress?: (generations: readonly Generation[]) => void;
  readonly signal?: AbortSignal;
  /** Compiles what generating takes, and generates nothing: what comes back is empty. */
  readonly prepareOnly?: boolean;
}

/** The model can no longer be sampled from: its weights or its input are broken. */
export class NonFiniteLogitsError extends Error {
  override readonly name = 'NonFiniteLogitsError';
}

/** Decode steps per submit: few enough to stream smoothly, many enough to hide the readback. */
const STEPS_PER_SUBMIT = 8;
/** Submits that wait behind the one that is read back: a GPU idles while nobody submits. */
const SUBMITS_AHEAD = 1;
/** Rows of the smallest decode step; others have a power of two, so that few are recorded. */
const FEWEST_ROWS = 4;
/** Rows of the smallest pass over a prompt alone: passing some for nothing is less work than compiling for fewer. */
const PROMPT_ROWS = 64;
/** Recorded prompt passes kept: prompts of a run fall into a handful of sizes. */
const PREFILLS_KEPT = 6;

/** A recorded prompt pass; its packed rows are rewritten for each batch of prompts. */
interface Prefill {
  readonly plan: Plan;
  readonly packed: PackedTokens;
}

/** Generates for up to `batch` rows at once with the weights it was made for. */
export class Generator {
  readonly #gpu: Gpu;
  readonly #step;
  /** u32: the tokens that end an answer. */
  readonly #ends: Tensor;
  readonly #prefills = new PlanCache<Prefill>(PREFILLS_KEPT, ({ plan }) => plan.destroy());
  /** Decode steps by the rows they are recorded for. */
  readonly #decodes = new Map<number, Promise<Plan>>();
  /** What all that is recorded is bound to. */
  #bound: DecodeTensors | null = null;

  /**
   * @param memory of at least `batch` rows; its own when left out
   * @param ahead submits before the last one is read back; when every row has ended meanwhile they were for nothing, and
   *   on a software adapter that time is the host's own
   * @throws RangeError when the memory has fewer rows
   */
  constructor(
    private readonly weights: Weights,
    private readonly batch: number,
    private readonly memory = new DecodeMemory(weights.gpu, weights.layout.config, batch),
    private readonly ahead = weights.gpu.adapter.software ? 0 : SUBMITS_AHEAD,
  ) {
    if (memory.rows < batch) throw new RangeError(`${batch} rows do not fit a memory of ${memory.rows}.`);
    this.#gpu = weights.gpu;
    this.#step = sampleUniforms(this.#gpu);
    const ends = Uint32Array.from(endTokens(weights.layout.config));
    this.#ends = this.#gpu.upload('generator/ends', ends, [ends.length], { owner: ACTIVATIONS });
  }

  /**
   * Samples `repeat` continuations of each prompt: row p·repeat + i continues prompt p.
   * @throws RangeError when a prompt is empty or leaves no room for `maxNewTokens`.
   */
  async generate(
    prompts: readonly (readonly number[])[],
    repeat: number,
    options: SamplingOptions,
    hooks: GenerateHooks = {},
  ): Promise<Generation[]> {
    const { limit } = this.memory;
    const rows = prompts.length * repeat;
    if (rows > this.batch) throw new RangeError(`${rows} rows do not fit a generator of ${this.batch}.`);
    const longest = Math.max(...prompts.map((prompt) => prompt.length));
    const needed = longest + options.maxNewTokens;
    if (needed > limit || prompts.some((prompt) => prompt.length === 0)) {
      throw new RangeError(
        `A prompt of ${longest} tokens and ${options.maxNewTokens} new ones do not fit the ${limit} positions that there is room for.`,
      );
    }
    const promptRows = bucketRows(prompts.reduce((sum, { length }) => sum + length, 0));
    const packedRows = prompts.length === 1 ? Math.max(PROMPT_ROWS, promptRows) : promptRows;
    const batch = Math.min(this.batch, Math.max(FEWEST_ROWS, 2 ** Math.ceil(Math.log2(rows))));
    return this.memory.use(batch, needed, (tensors) => {
      this.#bind(tensors);
      return this.#prefills.use(
        `${prompts.length}x${packedRows}x${repeat}`,
        () => {
          const prefill = this.#recordPrefill(tensors, prompts.length, packedRows, repeat);
          // Compiled beside it, and waited for below.
          this.#decodePlan(firstRows(tensors, batch)).catch(() => undefined);
          return prefill;
        },
        (prefill) => this.#continue(firstRows(tensors, batch), prefill, prompts, repeat, options, hooks),
      );
    });
  }

  /** Forgets what was recorded for memory that is no more. */
  #bind(tensors: DecodeTensors): void {
    if (this.#bound === tensors) return;
    this.#bound = tensors;
    this.#forget();
  }

  /** Frees all that is recorded; nothing may be generated then. */
  free(): void {
    this.#forget();
    this.#ends.buffer.destroy();
  }

  #forget(): void {
    this.#prefills.clear();
    for (const decode of this.#decodes.values()) {
      void decode.then(
        (plan) => plan.destroy(),
        () => undefined,
      );
    }
    this.#decodes.clear();
  }

  async #continue(
    tensors: DecodeTensors,
    prefill: Prefill,
    prompts: readonly (readonly number[])[],
    repeat: number,
    options: SamplingOptions,
    hooks: GenerateHooks,
  ): Promise<Generation[]> {
    const { capacity } = tensors;
    const ends = endTokens(this.weights.layout.config);
    const rows = prompts.length * repeat;
    const decode = await this.#decodePlan(tensors);
    if (hooks.prepareOnly) {
      return Array.from({ length: rows }, () => {
        return { tokens: [], logp: [], finished: false, complete: false };
      });
    }
    this.#upload(tensors, prefill.packed, prompts, repeat, options);
    let generations: Generation[] = [];
    const state = [tensors.tokens, tensors.generated, tensors.done, tensors.logp];
    const pending: ReturnType<typeof run>[] = [];
    for (let steps = 0; ;) {
      for (; pending.length <= this.ahead && steps < options.maxNewTokens; steps += STEPS_PER_SUBMIT) {
        const count = Math.min(STEPS_PER_SUBMIT, options.maxNewTokens - steps);
        const plans = Array.from({ length: count }, () => decode);
        const reading = run(this.#gpu, steps === 0 ? [prefill.plan, ...plans] : plans, state);
        // One that nobody waits for any more tells of a lost device through whatever is asked of the GPU next.
        reading.catch(() => undefined);
        pending.push(reading);
      }
      const reading = pending.shift();
      if (!reading) break;
      const [tokens, generated, done, logp] = await reading;
      if (done.includes(ROW_DONE.nonFinite)) {
        throw new NonFiniteLogitsError(
          'The model gave a logit that is not a finite number, so nothing can be sampled from it. Every ranking is kept. Reset the run, or restart from the last checkpoint.',
        );
      }
      generations = Array.from({ length: rows }, (_, row) => {
        const start = row * capacity + prompts[Math.floor(row / repeat)].length;
        const ids = [...tokens.subarray(start, start + generated[row])];
        const first = row * capacity;
        const finished = ids.length > 0 && ends.includes(ids[ids.length - 1]);
        const complete = done[row] !== ROW_DONE.running || ids.length >= options.maxNewTokens;
        return { tokens: ids, logp: [...logp.subarray(first, first + generated[row])], finished, complete };
      });
      hooks.onProgress?.(generations);
      if (hooks.signal?.aborted || generations.every(({ complete }) => complete)) break;
    }
    return generations;
  }

  /** Rows that carry no prompt are marked done, so that decoding leaves them alone. */
  #upload(
    { rows, capacity, ...tensors }: DecodeTensors,
    packed: PackedTokens,
    prompts: readonly (readonly number[])[],
    repeat: number,
    options: SamplingOptions,
  ): void {
    const { config } = this.weights.layout;
    writePacked(this.#gpu, packed, prompts.length, prompts, config);
    const tokens = new Uint32Array(rows * capacity).fill(config.pad);
    const cursor = new Uint32Array(rows);
    const done = new Uint32Array(rows).fill(1);
    prompts.forEach((prompt, index) => {
      for (let row = index * repeat; row < (index + 1) * repeat; row++) {
        tokens.set(prompt, row * capacity);
        cursor[row] = prompt.length - 1;
        done[row] = 0;
      }
    });
    this.#gpu.write(tensors.tokens, tokens);
    this.#gpu.write(tensors.cursor, cursor);
    this.#gpu.write(tensors.done, done);
    this.#gpu.write(tensors.generated, new Uint32Array(rows));
    this.#step.set({
      temperature: options.temperature,
      topK: options.topK,
      topP: options.topP,
      greedy: options.greedy ? 1 : 0,
      maxNew: options.maxNewTokens,
      seed: options.seed,
      stream: options.stream,
    });
  }

  async #recordPrefill(
    { cache, capacity }: DecodeTensors,
    prompts: number,
    rows: number,
    repeat: number,
  ): Promise<Prefill> {
    const { config } = this.weights.layout;
    const rec = new Recorder(this.#gpu, `prefill/${prompts}x${rows}`);
    const packed = createPackedTokens(rec, rows, prompts, config);
    trunkForward(rec, this.weights, packed, {
      keep: false,
      // A prompt alone is passed once for all of its answers.
      products: { seldom: prompts === 1 },
      onQkv: (layer, qkv) =>
        kvCachePrefill(rec, {
          qkv,
          positions: packed.positions,
          sequenceOf: packed.sequenceOf,
          kCache: cache[layer].k,
          vCache: cache[layer].v,
          rows,
          ...attentionShape(config),
          capacity,
          repeat,
        }),
    });
    return { plan: await rec.finish(), packed };
  }

  #decodePlan(tensors: DecodeTensors): Promise<Plan> {
    let decode = this.#decodes.get(tensors.rows);
    if (!decode) {
      decode = recordDecode(this.weights, tensors, this.#ends, this.#step);
      this.#decodes.set(tensors.rows, decode);
    }
    return decode;
  }
}
