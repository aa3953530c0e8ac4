/**
 * What each family of kernels is asked to compute so that a change of its arithmetic shows: small, odd shapes with fixed
 * inputs, forward and backward, by the variant that the device uses. Knows the launchers; knows no hash and no run.
 */
import type { Gpu } from '../device.ts';
import { attentionBackward, attentionBlockRows, attentionForward } from '../kernels/attention/attention.ts';
import { attentionDecode } from '../kernels/attention/attentionDecode.ts';
import { ATTENTION } from '../kernels/attention/attentionVariants.ts';
import { DECODE } from '../kernels/decode/decodeVariants.ts';
import { canNormProduct, normedProduct } from '../kernels/decode/normedProduct.ts';
import { canAttendWhole, wholeAttention } from '../kernels/decode/wholeAttention.ts';
import { swigluForward } from '../kernels/elementwise/swiglu.ts';
import { logitsBackward, logitsForward, logitsUniforms } from '../kernels/head/logits.ts';
import { LOGITS } from '../kernels/head/logitsVariants.ts';
import { matmul } from '../kernels/matmul/matmul.ts';
import { matmulBoth } from '../kernels/matmul/matmulBoth.ts';
import { MATMUL } from '../kernels/matmul/matmulVariants.ts';
import { layerNormBackward, layerNormForward } from '../kernels/norm/layerNorm.ts';
import { NORM } from '../kernels/norm/normVariants.ts';
import { rmsNormBackward, rmsNormForward } from '../kernels/norm/rmsNorm.ts';
import { adamWUniforms } from '../kernels/optimizer/adamw.ts';
import { globalNorm } from '../kernels/optimizer/globalNorm.ts';
import { GRAD_NORM } from '../kernels/optimizer/gradNormVariants.ts';
import { rope } from '../kernels/rope/rope.ts';
import { sample, sampleUniforms } from '../kernels/sampling/sample.ts';
import { SAMPLE } from '../kernels/sampling/sampleVariants.ts';
import { columnSum } from '../kernels/sums/columnSum.ts';
import { SUMS } from '../kernels/sums/sumsVariants.ts';
import { TRAINING } from '../kernels/training/trainingVariants.ts';
import type { Recorder } from '../plan.ts';
import type { Tensor } from '../tensor.ts';
import type { UniformBlock } from '../uniforms.ts';

/** A probe's tensors: fixed inputs, and places for what is computed, all freed when it was read. */
export interface Bench {
  readonly gpu: Gpu;
  /** Values in [-scale, scale) without a pattern, the same for ever. */
  input(shape: readonly number[], scale?: number): Tensor;
  integers(values: ArrayLike<number>, shape?: readonly number[]): Tensor;
  output(shape: readonly number[], type?: 'f32' | 'u32'): Tensor;
  /** Frees a block of scalars with the rest. */
  uniforms<Block extends UniformBlock>(block: Block): Block;
}

/** Records what is asked of a family, and gives the tensors whose bits tell. */
export type Probe = (rec: Recorder, bench: Bench) => readonly Tensor[];

/** By the family's name: a test compares with families.ts. */
export const PROBES: ReadonlyMap<string, Probe> = new Map([
  [MATMUL.name, products],
  [ATTENTION.name, attention],
  [NORM.name, norms],
  [SUMS.name, columnSums],
  [GRAD_NORM.name, gradNorm],
  [LOGITS.name, logits],
  [SAMPLE.name, draws],
  [DECODE.name, decoding],
  [TRAINING.name, gradients],
]);

function products(rec: Recorder, bench: Bench): Tensor[] {
  return [
    { m: 76, n: 76, k: 250 },
    { m: 5, n: 76, k: 120 },
    { m: 36, n: 76, k: 52, transB: true },
    { m: 76, n: 76, k: 250, transA: true },
  ].map((sizes) => {
    const { m, n, k } = sizes;
    const out = bench.output([m, n]);
    matmul(rec, { ...sizes, a: bench.input([m * k]), b: bench.input([k * n]), out });
    return out;
  });
}

function attention(rec: Recorder, bench: Bench): Tensor[] {
  const shape = { heads: 4, kvHeads: 2, headDim: 32 } as const;
  const [rows, width, capacity] = [37, 4 * 32, 40];
  const step = attentionBlockRows(bench.gpu, shape.headDim);
  const blocks = Array.from({ length: Math.ceil(rows / step) }, (_, block) => [
    0,
    block * step,
    Math.min(rows, (block + 1) * step),
    rows,
  ]);
  const options = {
    ...shape,
    rows,
    qkv: bench.input([rows, 2 * width], 2),
    blocks: bench.integers(blocks.flat(), [blocks.length, 4]),
    out: bench.output([rows, width]),
    lse: bench.output([rows, shape.heads]),
    dOut: bench.input([rows, width]),
    dQkv: bench.output([rows, 2 * width]),
  };
  attentionForward(rec, options);
  attentionBackward(rec, options);
  const decoded = bench.output([2, width]);
  const cache = [2, shape.kvHeads, capacity, shape.headDim];
  attentionDecode(rec, {
    ...shape,
    batch: 2,
    capacity,
    qkv: bench.input([2, 2 * width], 2),
    kCache: bench.input(cache),
    vCache: bench.input(cache),
    cursor: bench.integers([36, 7]),
    out: decoded,
  });
  return [options.out, options.lse, options.dQkv, decoded];
}

function norms(rec: Recorder, bench: Bench): Tensor[] {
  const [rows, cols, eps] = [9, 76, 1e-5];
  const shared = { rows, cols, eps, x: bench.input([rows, cols], 3), gamma: bench.input([cols]) };
  const dOut = bench.input([rows, cols]);
  const layer = { out: bench.output([rows, cols]), stats: bench.output([rows, 2]) };
  const [dx, dGamma, dBeta] = [bench.output([rows, cols]), bench.output([cols]), bench.output([cols])];
  layerNormForward(rec, { ...shared, ...layer, beta: bench.input([cols]) });
  layerNormBackward(rec, { ...shared, stats: layer.stats, dOut, dx, dGamma, dBeta });
  const root = { out: bench.output([rows, cols]), scales: bench.output([rows]) };
  const back = { dx: bench.output([rows, cols]), dGamma: bench.output([cols]) };
  rmsNormForward(rec, { ...shared, ...root });
  rmsNormBackward(rec, { ...shared, ...back, scales: root.scales, dOut, accumulate: false });
  return [layer.out, dx, dGamma, dBeta, root.out, back.dx, back.dGamma];
}

function columnSums(rec: Recorder, bench: Bench): Tensor[] {
  const [rows, cols] = [301, 20];
  const out = bench.output([cols]);
  columnSum(rec, { x: bench.input([rows, cols]), weight: bench.input([rows]), out, rows, cols });
  return [out];
}

function gradNorm(rec: Recorder, bench: Bench): Tensor[] {
  const count = 9001;
  const step = bench.uniforms(adamWUniforms(bench.gpu));
  step.set({ maxNorm: 1 });
  const stats = bench.output([4]);
  globalNorm(rec, { parts: [{ x: bench.input([count]), count }], step, stats });
  return [stats];
}

function logits(rec: Recorder, bench: Bench): Tensor[] {
  const [rows, vocab, ld] = [3, 301, 304];
  const step = bench.uniforms(logitsUniforms(bench.gpu));
  step.set({ temperature: 0.7 });
  const [logp, entropy, lse] = [bench.output([rows]), bench.output([rows]), bench.output([rows])];
  const shared = { rows, vocab, ld, step, logits: bench.input([rows, ld], 8), lse };
  const targets = bench.integers([7, 300, 0]);
  logitsForward(rec, { ...shared, targets, logp, entropy });
  logitsBackward(rec, { ...shared, targets, dLogp: bench.input([rows]) });
  return [logp, entropy, lse, shared.logits];
}

/** One draw for each row, nearly every one from a different distribution; log π tells of the sums. */
function draws(rec: Recorder, bench: Bench): Tensor[] {
  const [batch, vocab, ld, capacity, maxNew] = [16, 301, 304, 4, 1];
  const step = bench.uniforms(sampleUniforms(bench.gpu));
  step.set({ temperature: 0.9, topP: 0.9, topK: 50, seed: 3, stream: 1, greedy: 0, maxNew });
  const tokens = bench.output([batch, capacity], 'u32');
  const logp = bench.output([batch, maxNew]);
  sample(rec, {
    batch,
    vocab,
    ld,
    capacity,
    maxNew,
    step,
    tokens,
    logp,
    logits: bench.input([batch, ld], 4),
    cursor: bench.output([batch], 'u32'),
    done: bench.output([batch], 'u32'),
    generated: bench.output([batch], 'u32'),
    ends: bench.integers([vocab]),
  });
  return [tokens, logp];
}

/** What decoding does in one dispatch where it can; else the pieces of it that no other family is asked for. */
function decoding(rec: Recorder, bench: Bench): Tensor[] {
  const { gpu } = bench;
  const [m, n, k, eps] = [5, 88, 76, 1e-5];
  const inner = bench.output([m, n / 2]);
  const product = { x: bench.input([m, k], 3), b: bench.input([n, k]), out: inner, m, n, k } as const;
  if (canNormProduct(gpu, { ...product, activation: 'swiglu' })) {
    const norm = { gamma: bench.input([k]), beta: bench.input([k]), eps };
    normedProduct(rec, { ...product, ...norm, transB: true, activation: 'swiglu' });
  } else swigluForward(rec, { gateUp: bench.input([m, n], 3), out: inner, rows: m, cols: n / 2 });

  const shape = { heads: 4, kvHeads: 2, headDim: 32 } as const;
  const [batch, width, capacity] = [2, 4 * 32, 40];
  const qkv = bench.input([batch, 2 * width], 2);
  const [cursor, table] = [bench.integers([36, 7]), bench.input([capacity, shape.headDim])];
  if (!canAttendWhole(gpu, shape.headDim, true)) {
    rope(rec, { ...shape, positions: cursor, table, qkv, rows: batch });
    return [inner, qkv];
  }
  const cache = [batch, shape.kvHeads, capacity, shape.headDim];
  const [kCache, vCache, out] = [bench.input(cache), bench.input(cache), bench.output([batch, width])];
  const headNorm = { gamma: bench.input([2 * shape.headDim]), eps };
  wholeAttention(rec, { ...shape, qkv, cursor, table, kCache, vCache, out, headNorm, batch, capacity });
  return [inner, out, kCache];
}

/** The gradients of a layer by its input and by its weight. */
function gradients(rec: Recorder, bench: Bench): Tensor[] {
  const [rows, inputs, outputs] = [250, 76, 36];
  const [x, dOut] = [bench.input([rows, inputs]), bench.input([rows, outputs])];
  const [dx, dWeight] = [bench.output([rows, inputs]), bench.output([inputs, outputs])];
  const toInput = { a: dOut, b: bench.input([inputs, outputs]), transB: true, out: dx };
  const toWeight = { a: x, b: dOut, transA: true, out: dWeight };
  matmulBoth(
    rec,
    { ...toInput, m: rows, n: inputs, k: outputs },
    { ...toWeight, m: inputs, n: outputs, k: rows },
  );
  return [dx, dWeight];
}
