/**
 * Single kernels that the sweep measures in every variant of a family: their shapes, operands and the proof that a
 * result is right. Knows kernels' launchers; does not know which variants there are.
 */
import type { Gpu } from '../../src/gpu/device.ts';
import { matmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import type { Recorder } from '../../src/gpu/plan.ts';
import type { Tensor } from '../../src/gpu/tensor.ts';
import { attentionShape } from '../../src/model/config.ts';
import { modelConfig } from '../page/ours.ts';
import { SIZES, uniformStream, type GptSize } from '../workload.ts';
import { GPT2, SMOLLM2, type CheckEffort } from './effort.ts';

/** One problem that all variants of a family solve. */
export interface SweepCase {
  readonly shape: string;
  /** Uploads inputs and names the output. */
  readonly prepare: (gpu: Gpu) => {
    readonly out: Tensor;
    readonly record: (rec: Recorder) => void;
    /** Largest error of `values` (all of `out`), relative to the largest expected number that was looked at. */
    readonly error: (values: Float32Array) => number;
    readonly destroy: () => void;
  };
  readonly flops: number;
  /** Moved when every number is touched once. */
  readonly bytes: number;
  /** Error above which a variant is wrong. */
  readonly tolerance: number;
}

interface MatmulShape {
  readonly of: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
}

const square = (n: number): MatmulShape => ({ of: 'square', m: n, n, k: n });

/** A layer's MLP in a training step: forward, input gradient, weight gradient; the same of the language head. */
function trainingShapes(size: GptSize): MatmulShape[] {
  const rows = size.batch * size.length;
  const { name, dim, vocab } = size;
  return [
    { of: `${name} up`, m: rows, n: 4 * dim, k: dim },
    { of: `${name} down`, m: rows, n: dim, k: 4 * dim },
    { of: `${name} up, dx`, m: rows, n: dim, k: 4 * dim, transB: true },
    { of: `${name} up, dW`, m: dim, n: 4 * dim, k: rows, transA: true },
    // A step cuts the last columns of an odd vocabulary off.
    { of: `${name} head`, m: rows, n: vocab - (vocab % 4), k: dim, transB: true },
  ];
}

/** Products of one token for 32 rows. */
function decodeShapes(): MatmulShape[] {
  const { dim, ffn, vocab } = SMOLLM2 as Extract<typeof SMOLLM2, { family: 'llama' }>;
  const { heads, kvHeads, headDim } = attentionShape(SMOLLM2);
  const small = modelConfig(SIZES[2]);
  const m = 32;
  return [
    { of: 'SmolLM2 qkv', m, n: (heads + 2 * kvHeads) * headDim, k: dim, transB: true },
    { of: 'SmolLM2 gate·up', m, n: 2 * ffn, k: dim, transB: true },
    { of: 'SmolLM2 down', m, n: dim, k: ffn, transB: true },
    { of: 'SmolLM2 head', m, n: vocab, k: dim, transB: true },
    { of: 'L up, 32 rows', m, n: 4 * small.dim, k: small.dim },
    { of: 'L down, 32 rows', m, n: small.dim, k: 4 * small.dim },
    { of: 'L head, 32 rows', m, n: small.vocab, k: small.dim, transB: true },
  ];
}

/** Places of a product that are looked at. */
const PROBES = 64;

function matmulCase(shape: MatmulShape): SweepCase {
  const { of, m, n, k, transA = false, transB = false } = shape;
  const flags = [transA && 'aᵀ', transB && 'bᵀ'].filter(Boolean).join(' ');
  const prepare = (gpu: Gpu) => {
    const uniform = uniformStream(m + 31 * n + 977 * k);
    const matrix = (count: number) => Float32Array.from({ length: count }, () => uniform() - 0.5);
    const [left, right] = [matrix(m * k), matrix(k * n)];
    const [a, b] = [gpu.upload('sweep/a', left), gpu.upload('sweep/b', right)];
    const out = gpu.createTensor('sweep/out', [m, n]);
    const error = (values: Float32Array) => {
      let [largest, worst] = [0, 0];
      for (let probe = 0; probe < PROBES; probe++) {
        const row = (probe * 37 + (probe % 2) * (m - 1)) % m;
        const column = (probe * 101 + (probe % 3 === 0 ? n - 1 : 3)) % n;
        let expected = 0;
        for (let t = 0; t < k; t++) {
          const x = left[transA ? t * m + row : row * k + t];
          const y = right[transB ? column * k + t : t * n + column];
          expected += x * y;
        }
        largest = Math.max(largest, Math.abs(expected));
        // Math.max keeps a NaN; a comparison would lose it.
        worst = Math.max(worst, Math.abs(values[row * n + column] - expected));
      }
      return worst / largest;
    };
    const record = (rec: Recorder) => matmul(rec, { a, b, out, m, n, k, transA, transB });
    const destroy = () => {
      for (const { buffer } of [a, b, out]) buffer.destroy();
    };
    return { out, record, error, destroy };
  };
  return {
    shape: [`${of}: ${m}·${n}·${k}`, flags].filter(Boolean).join(' '),
    prepare,
    flops: 2 * m * n * k,
    bytes: 4 * (m * k + k * n + m * n),
    tolerance: 1e-4,
  };
}

/** Cases of the axes that have a kernel of their own to be looked at; whole steps are swept for every axis. */
const CASES: Readonly<Record<string, (effort: CheckEffort['sweep']) => readonly SweepCase[]>> = {
  matmul: ({ squares, workloads }) => {
    const own = workloads ? [...decodeShapes(), ...[GPT2, SIZES[2]].flatMap(trainingShapes)] : [];
    return [...squares.map(square), ...own].map(matmulCase);
  },
};

/** The cases of an axis. */
export function casesOf(axis: string, effort: CheckEffort['sweep']): readonly SweepCase[] {
  return CASES[axis]?.(effort) ?? [];
}
