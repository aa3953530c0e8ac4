/**
 * What every library is asked to do: model sizes, initial weights, token batches and optimizer settings, the same
 * numbers for all of them, so that loss curves can be laid over each other. Pure; knows no library and no GPU.
 */

export interface GptSize {
  readonly name: string;
  readonly layers: number;
  readonly dim: number;
  readonly heads: number;
  /** Tokens of a sequence: inputs, and as many targets. */
  readonly length: number;
  readonly batch: number;
  readonly vocab: number;
}

const COMMON = { batch: 8, vocab: 1024 } as const;

/** Smallest first. */
export const SIZES: readonly GptSize[] = [
  { name: 'S', layers: 2, dim: 64, heads: 4, length: 32, ...COMMON },
  { name: 'M', layers: 4, dim: 128, heads: 4, length: 64, ...COMMON },
  { name: 'L', layers: 6, dim: 192, heads: 6, length: 64, ...COMMON },
];

export const MATMUL_SIZES: readonly number[] = [512, 1024, 2048];

/** AdamW as PyTorch writes it, without clipping; decay on matrices, not on biases and norms. */
export const ADAMW = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
} as const;

export const NORM_EPSILON = 1e-5;

/** A batch of prompts to continue at size S. */
export const SAMPLING = { prompt: 8, tokens: 24, temperature: 1 } as const;

export interface NamedWeight {
  /** Hugging Face's GPT-2 name without the `transformer.` prefix; linear weights are [in, out]. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

/** Uniform numbers in [0, 1), reproducible (mulberry32). */
export function uniformStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * GPT-2's initialisation (Radford et al. 2019): normal with deviation 0.02, residual projections divided by
 * the root of the number of residual branches, biases 0, norm weights 1.
 */
export function initialWeights(size: GptSize, seed = 1): NamedWeight[] {
  const uniform = uniformStream(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const { layers, dim, vocab, length } = size;
  const weights: NamedWeight[] = [];
  const add = (name: string, shape: readonly number[], value: () => number) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const data = Float32Array.from({ length: count }, value);
    weights.push({ name, shape, data, decay: shape.length > 1 });
  };
  const matrix = (name: string, shape: readonly number[], scale = 0.02) =>
    add(name, shape, () => scale * normal());
  const norm = (name: string) => {
    add(`${name}.weight`, [dim], () => 1);
    add(`${name}.bias`, [dim], () => 0);
  };
  const linear = (name: string, inputs: number, outputs: number, scale?: number) => {
    matrix(`${name}.weight`, [inputs, outputs], scale);
    add(`${name}.bias`, [outputs], () => 0);
  };
  const residual = 0.02 / Math.sqrt(2 * layers);
  matrix('wte.weight', [vocab, dim]);
  matrix('wpe.weight', [length, dim]);
  for (let layer = 0; layer < layers; layer++) {
    norm(`h.${layer}.ln_1`);
    linear(`h.${layer}.attn.c_attn`, dim, 3 * dim);
    linear(`h.${layer}.attn.c_proj`, dim, dim, residual);
    norm(`h.${layer}.ln_2`);
    linear(`h.${layer}.mlp.c_fc`, dim, 4 * dim);
    linear(`h.${layer}.mlp.c_proj`, 4 * dim, dim, residual);
  }
  norm('ln_f');
  return weights;
}

export interface TokenBatch {
  /** [batch, length] */
  readonly inputs: Int32Array;
  /** [batch, length]: the token after each input. */
  readonly targets: Int32Array;
}

/**
 * Batch number `step`: a skewed chain of tokens, so that a dozen steps already lower the loss. Half of the
 * tokens follow from the one before, the others are drawn with small ids more likely.
 */
export function tokenBatch({ batch, length, vocab }: GptSize, step: number): TokenBatch {
  const uniform = uniformStream(1000 + step);
  const inputs = new Int32Array(batch * length);
  const targets = new Int32Array(batch * length);
  const draw = () => Math.floor(vocab * uniform() ** 3);
  for (let row = 0; row < batch; row++) {
    let token = draw();
    for (let t = 0; t < length; t++) {
      inputs[row * length + t] = token;
      token = uniform() < 0.5 ? (token * 7 + 13) % vocab : draw();
      targets[row * length + t] = token;
    }
  }
  return { inputs, targets };
}

/** Prompts of the sampling workload, [batch][prompt]. */
export function samplingPrompts(size: GptSize): number[][] {
  const { inputs } = tokenBatch(size, 0);
  return Array.from({ length: size.batch }, (_, row) => [
    ...inputs.subarray(row * size.length, row * size.length + SAMPLING.prompt),
  ]);
}
