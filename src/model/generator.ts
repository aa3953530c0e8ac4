/**
 * Sampling with a KV cache, entirely on the GPU: prefill once per prompt (shared by its K answers), then
 * one recorded decode step replayed several times a submit, without reading anything back in between.
 * Knows token ids, not text; knows nothing of rewards.
 */
import { attentionDecode } from '../gpu/kernels/attentionDecode.ts';
import { decodeEmbed } from '../gpu/kernels/decodeEmbed.ts';
import { kvCachePrefill } from '../gpu/kernels/kvCache.ts';
import { matmul } from '../gpu/kernels/matmul.ts';
import { ROW_DONE, sample, sampleUniforms } from '../gpu/kernels/sample.ts';
import type { Gpu } from '../gpu/device.ts';
import { Recorder, type Plan } from '../gpu/plan.ts';
import { PlanCache } from '../gpu/planCache.ts';
import { run } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Rows } from './block.ts';
import { attentionShape, logitStride, sampledVocab } from './config.ts';
import { familyOf, headName } from './family.ts';
import { bucketRows, createPackedTokens, writePacked, type PackedTokens } from './packing.ts';
import type { Parameters } from './parameters.ts';
import { trunkForward } from './trunk.ts';

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
  /** True when it ended with the end token. */
  readonly finished: boolean;
  /** True when no more tokens will come. */
  readonly complete: boolean;
}

export interface GenerateHooks {
  /** Called every few tokens with everything so far. */
  readonly onProgress?: (generations: readonly Generation[]) => void;
  readonly signal?: AbortSignal;
}

/** The model can no longer be sampled from: its weights or its input are broken. */
export class NonFiniteLogitsError extends Error {
  override readonly name = 'NonFiniteLogitsError';
}

/** Decode steps per submit: few enough to stream smoothly, many enough to hide the readback. */
const STEPS_PER_SUBMIT = 8;
/** Recorded prompt passes kept: prompts of a run fall into a handful of sizes. */
const PREFILLS_KEPT = 6;

/** A recorded prompt pass; its packed rows are rewritten for each batch of prompts. */
interface Prefill {
  readonly plan: Plan;
  readonly packed: PackedTokens;
}

interface CacheLayer {
  readonly k: Tensor;
  readonly v: Tensor;
}

/** Generates for up to `batch` rows at once with the parameters it was made for. */
export class Generator {
  readonly #gpu: Gpu;
  readonly #cache: readonly CacheLayer[];
  readonly #tokens: Tensor;
  readonly #cursor: Tensor;
  readonly #done: Tensor;
  readonly #generated: Tensor;
  readonly #logp: Tensor;
  readonly #step;
  readonly #prefills = new PlanCache<Prefill>(PREFILLS_KEPT, ({ plan }) => plan.destroy());
  #decode: Promise<Plan> | null = null;

  constructor(
    private readonly parameters: Parameters,
    private readonly batch: number,
  ) {
    const { config } = parameters.layout;
    const { gpu } = parameters;
    this.#gpu = gpu;
    const { kvHeads, headDim } = attentionShape(config);
    const cacheShape = [batch, kvHeads, config.positions, headDim];
    this.#cache = Array.from({ length: config.layers }, (_, layer) => ({
      k: gpu.createTensor(`cache/${layer}/k`, cacheShape),
      v: gpu.createTensor(`cache/${layer}/v`, cacheShape),
    }));
    this.#tokens = gpu.createTensor('generate/tokens', [batch, config.positions], 'u32');
    this.#cursor = gpu.createTensor('generate/cursor', [batch], 'u32');
    this.#done = gpu.createTensor('generate/done', [batch], 'u32');
    this.#generated = gpu.createTensor('generate/generated', [batch], 'u32');
    this.#logp = gpu.createTensor('generate/logp', [batch, config.positions]);
    this.#step = sampleUniforms(gpu);
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
    const { positions } = this.parameters.layout.config;
    const rows = prompts.length * repeat;
    if (rows > this.batch) throw new RangeError(`${rows} rows do not fit a generator of ${this.batch}.`);
    const longest = Math.max(...prompts.map((prompt) => prompt.length));
    if (longest + options.maxNewTokens > positions || prompts.some((prompt) => prompt.length === 0)) {
      throw new RangeError(
        `A prompt of ${longest} tokens and ${options.maxNewTokens} new ones do not fit the model's ${positions} positions.`,
      );
    }
    const packedRows = bucketRows(prompts.reduce((sum, { length }) => sum + length, 0));
    return this.#prefills.use(
      `${prompts.length}x${packedRows}x${repeat}`,
      () => this.#recordPrefill(prompts.length, packedRows, repeat),
      (prefill) => this.#continue(prefill, prompts, repeat, options, hooks),
    );
  }

  async #continue(
    prefill: Prefill,
    prompts: readonly (readonly number[])[],
    repeat: number,
    options: SamplingOptions,
    hooks: GenerateHooks,
  ): Promise<Generation[]> {
    const { positions, eos } = this.parameters.layout.config;
    const rows = prompts.length * repeat;
    const decode = await this.#decodePlan();
    this.#upload(prefill.packed, prompts, repeat, options);
    let generations: Generation[] = [];
    const state = [this.#tokens, this.#generated, this.#done, this.#logp];
    for (let steps = 0; steps < options.maxNewTokens; steps += STEPS_PER_SUBMIT) {
      const count = Math.min(STEPS_PER_SUBMIT, options.maxNewTokens - steps);
      const plans = Array.from({ length: count }, () => decode);
      const [tokens, generated, done, logp] = await run(
        this.#gpu,
        steps === 0 ? [prefill.plan, ...plans] : plans,
        state,
      );
      if (done.includes(ROW_DONE.nonFinite)) {
        throw new NonFiniteLogitsError(
          'The model gave a logit that is not a finite number, so nothing can be sampled from it. Every ranking is kept. Reset the run, or restart from the last checkpoint.',
        );
      }
      generations = Array.from({ length: rows }, (_, row) => {
        const start = row * positions + prompts[Math.floor(row / repeat)].length;
        const ids = [...tokens.subarray(start, start + generated[row])];
        const first = row * positions;
        const finished = ids.at(-1) === eos;
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
    packed: PackedTokens,
    prompts: readonly (readonly number[])[],
    repeat: number,
    options: SamplingOptions,
  ): void {
    const { config } = this.parameters.layout;
    const { positions, pad } = config;
    writePacked(this.#gpu, packed, prompts.length, prompts, config);
    const tokens = new Uint32Array(this.batch * positions).fill(pad);
    const cursor = new Uint32Array(this.batch);
    const done = new Uint32Array(this.batch).fill(1);
    prompts.forEach((prompt, index) => {
      for (let row = index * repeat; row < (index + 1) * repeat; row++) {
        tokens.set(prompt, row * positions);
        cursor[row] = prompt.length - 1;
        done[row] = 0;
      }
    });
    this.#gpu.write(this.#tokens, tokens);
    this.#gpu.write(this.#cursor, cursor);
    this.#gpu.write(this.#done, done);
    this.#gpu.write(this.#generated, new Uint32Array(this.batch));
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

  async #recordPrefill(prompts: number, rows: number, repeat: number): Promise<Prefill> {
    const { config } = this.parameters.layout;
    const rec = new Recorder(this.#gpu, `prefill/${prompts}x${rows}`);
    const packed = createPackedTokens(rec, rows, prompts, config);
    trunkForward(rec, this.parameters, packed, {
      keep: false,
      onQkv: (layer, qkv) =>
        kvCachePrefill(rec, {
          qkv,
          positions: packed.positions,
          sequenceOf: packed.sequenceOf,
          kCache: this.#cache[layer].k,
          vCache: this.#cache[layer].v,
          rows,
          ...attentionShape(config),
          capacity: config.positions,
          repeat,
        }),
    });
    return { plan: await rec.finish(), packed };
  }

  #decodePlan(): Promise<Plan> {
    return (this.#decode ??= this.#recordDecode());
  }

  /** One token for every row: embed, blocks against the cache, logits, sample, advance. */
  #recordDecode(): Promise<Plan> {
    const { parameters, batch } = this;
    const { config } = parameters.layout;
    const { dim, positions } = config;
    const family = familyOf(config);
    const rec = new Recorder(this.#gpu, 'decode');
    const state = { tokens: this.#tokens, cursor: this.#cursor };
    const rows: Rows = {
      count: batch,
      positions: this.#cursor,
      keep: false,
      attend: (layer, qkv, out) => {
        const { k: kCache, v: vCache } = this.#cache[layer];
        const shape = { batch, ...attentionShape(config), capacity: positions };
        attentionDecode(rec, { qkv, kCache, vCache, cursor: this.#cursor, out, ...shape });
      },
    };

    let x = rec.scratch('x', [batch, dim]);
    decodeEmbed(rec, {
      ...state,
      wte: parameters.view(family.embedding),
      wpe: family.positionTable ? parameters.view(family.positionTable) : undefined,
      out: x,
      batch,
      capacity: positions,
      dim,
    });
    for (let layer = 0; layer < config.layers; layer++) {
      x = family.block(rec, parameters, layer, x, rows).output;
    }
    const { output: hidden } = family.lastNorm(rec, parameters, x, rows);
    const ld = logitStride(config);
    const logits = rec.scratch('logits', [batch, ld]);
    matmul(rec, {
      a: hidden,
      b: parameters.view(headName(config)),
      out: logits,
      transB: true,
      m: batch,
      n: config.vocab,
      k: dim,
      ldc: ld,
    });
    sample(rec, {
      logits,
      ld,
      vocab: sampledVocab(config),
      ...state,
      done: this.#done,
      generated: this.#generated,
      logp: this.#logp,
      batch,
      capacity: positions,
      maxNew: positions,
      eos: config.eos,
      step: this.#step,
    });
    return rec.finish();
  }
}
