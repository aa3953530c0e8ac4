/**
 * Choosing the next token of every row on the GPU, with the state of the decoding loop. Randomness is
 * counter-based: a draw depends on seed, stream, row and position only, so it repeats bit for bit and does
 * not depend on how a batch was put together. Knows ids, no text.
 */
import sumCode from '../../shaders/sums/fixedSum.wgsl?raw';
import code from '../../shaders/sampling/sample.wgsl?raw';
import groupCode from '../../shaders/sampling/sampleGroup.wgsl?raw';
import laneCode from '../../shaders/sampling/sampleLane.wgsl?raw';
import type { Gpu } from '../../device.ts';
import type { BindingKind, Kernel } from '../../pipelines.ts';
import type { Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock, UniformBlock } from '../../uniforms.ts';
import type { LaneOrGroup } from '../family.ts';
import { requireTerms, rowGrid } from '../rows.ts';
import { SAMPLE } from './sampleVariants.ts';

/** Values of `done`. A row of non-finite logits ends without a token and says so. */
export const ROW_DONE = { running: 0, ended: 1, nonFinite: 2 } as const;

export interface Sample {
  /** [batch, ld]. */
  readonly logits: Tensor;
  readonly ld: number;
  /** Only the first `vocab` columns can be drawn. */
  readonly vocab: number;
  /** u32 [batch, capacity]: prompt, then what is generated. */
  readonly tokens: Tensor;
  /** u32 [batch]: position of the token fed last; the new one goes to the next position. */
  readonly cursor: Tensor;
  /** u32 [batch]: see ROW_DONE; a row that is not running changes nothing. */
  readonly done: Tensor;
  /** u32 [batch]: tokens generated so far, the end token included. */
  readonly generated: Tensor;
  /** [batch, maxNew], nats: log-probability of each generated token under the distribution drawn from. */
  readonly logp: Tensor;
  readonly batch: number;
  readonly capacity: number;
  readonly maxNew: number;
  /** u32 [n], n ≥ 1: the tokens that end a row. */
  readonly ends: Tensor;
  /** From `sampleUniforms`. */
  readonly step: UniformBlock;
}

/**
 * Step-varying scalars. temperature > 0; topP in (0, 1], 1 = off; topK 0 = off; greedy 1 takes the most
 * probable token (lowest id on ties) and still reports its log-probability under the sampling distribution;
 * maxNew ends rows earlier than the launcher's maxNew does, 0 = off.
 */
export function sampleUniforms(gpu: Gpu) {
  return new UniformBlock(gpu, 'sample', {
    temperature: 'f32',
    topP: 'f32',
    topK: 'u32',
    seed: 'u32',
    stream: 'u32',
    greedy: 'u32',
    maxNew: 'u32',
  });
}

const BINDINGS: readonly BindingKind[] = [
  'read',
  'readWrite',
  'readWrite',
  'readWrite',
  'readWrite',
  'readWrite',
  'uniform',
  'read',
  'uniform',
];

/** By who walks a row. */
const KERNELS: Record<LaneOrGroup, Kernel> = {
  lane: { name: 'sample', code: [sumCode, code, laneCode].join('\n'), bindings: BINDINGS },
  group: { name: 'sample/group', code: [sumCode, code, groupCode].join('\n'), bindings: BINDINGS },
};

/**
 * One token per running row from softmax(logits / temperature), restricted to the topK most probable tokens,
 * then to the fewest most probable ones whose probability reaches topP (nucleus, Holtzman et al. 2020; equal
 * logits in favour of the lower id), renormalised. Advances cursor and generated; ends a row on any of `ends`,
 * after `maxNew` tokens, or when `tokens` is full. Weights add up in fixed point: a token is drawn with its probability
 * down to 2^-40 of the most probable one's.
 * @throws RangeError when the vocabulary is larger than the sums have room for
 */
export function sample(rec: Recorder, options: Sample): void {
  const { logits, tokens, cursor, done, generated, logp, step, ends } = options;
  const { batch, capacity, maxNew } = options;
  const variant = SAMPLE.chosen(rec.gpu);
  requireTerms('sample', options.vocab);
  rec.dispatch(KERNELS[variant], {
    constants: {
      VOCAB: options.vocab,
      LD: options.ld,
      // A buffer may be longer than what was put in it.
      ENDS: ends.shape[0],
    },
    bindings: [
      logits,
      tokens,
      cursor,
      done,
      generated,
      logp,
      step,
      ends,
      sizesBlock(rec.gpu, { batch, capacity, maxNew }),
    ],
    grid: rowGrid(variant, batch),
  });
}
