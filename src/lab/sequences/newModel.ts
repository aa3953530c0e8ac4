/**
 * A transformer as it starts, out of a bench's options: its shape, and its weights out of a seed. Knows the engine's families;
 * knows no GPU.
 */
import type { ModelConfig } from '../../model/config.ts';
import type { ParameterLayout } from '../../model/layout.ts';
import { elementCount } from '../../gpu/tensor.ts';
import { stream, type Stream } from '../../rl/random.ts';
import type { SequenceModelOptions } from './sequenceModel.ts';

/** Spread of matrices at the start, as GPT-2's (Radford et al. 2019). */
const SPREAD = 0.02;
/** Layers that add to the residual stream start smaller, by the root of how many do. */
const ADDING = /(attn\.c_proj|mlp\.c_proj|self_attn\.o_proj|mlp\.down_proj)\.weight$/;

/** Width of Llama's MLP over its residual stream's: its three matrices are then 6·dim², GPT-2's two 8·dim². */
const FFN = 2;

/** The engine's config of a model. @throws RangeError naming the option that cannot be */
export function configOf(options: SequenceModelOptions): ModelConfig {
  const { family, vocab, positions, dim, layers, heads, end, bothWays } = options;
  for (const name of ['vocab', 'positions', 'dim', 'layers', 'heads'] as const) {
    const value = options[name];
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number of at least 1, not ${value}.`);
  }
  const headDim = dim / heads;
  if (!Number.isInteger(headDim))
    throw new RangeError(`A width of ${dim} cannot be shared by ${heads} heads: take a multiple of it.`);
  if (family === 'llama' && headDim % 2 !== 0)
    throw new RangeError(`Heads of ${headDim} numbers cannot be turned by pairs: make them even.`);
  if (!Number.isSafeInteger(end) || end < 0 || end >= vocab)
    throw new RangeError(`The end token ${end} is not among the ${vocab} there are.`);
  const shared = { vocab, positions, dim, layers, heads, epsilon: 1e-5, tied: true, eos: end, pad: end };
  const seen = bothWays ? ({ bothWays: true } as const) : {};
  if (family === 'gpt2') return { family, ...shared, ...seen };
  return {
    family,
    ...shared,
    ...seen,
    kvHeads: heads,
    headDim,
    ffn: FFN * dim,
    ropeTheta: 10_000,
    qkvBias: false,
    qkNorm: false,
  };
}

/** Weights at the start: matrices uniform with a spread of 0.02, norms 1, biases 0. */
export function initialWeights(layout: ParameterLayout, seed: number): Map<string, Float32Array> {
  const random = stream(seed, 'sequences/weights');
  const adding = SPREAD / Math.sqrt(2 * layout.config.layers);
  return new Map(
    layout.entries.map(({ name, shape }) => {
      const count = elementCount(shape);
      if (shape.length > 1) return [name, spread(count, ADDING.test(name) ? adding : SPREAD, random)];
      return [name, new Float32Array(count).fill(name.endsWith('weight') ? 1 : 0)];
    }),
  );
}

/** Uniform numbers of a standard deviation. */
function spread(count: number, deviation: number, random: Stream): Float32Array {
  const edge = Math.sqrt(3) * deviation;
  return Float32Array.from({ length: count }, () => edge * (random.bits() / 2 ** 31 - 1));
}
