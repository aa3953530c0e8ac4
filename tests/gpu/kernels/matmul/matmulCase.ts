/**
 * One product on the device beside the twin, with every plane an epilogue may read or write, and what must not be
 * touched. Shared by the tests of all matmul variants.
 */
import { expect } from 'vitest';
import { floatToHalf, toFloat32 } from '../../../../src/files/safetensors/dtype.ts';
import { matmul, type MatmulOptions } from '../../../../src/gpu/kernels/matmul/matmul.ts';
import { matmulTwin, type MatmulTwinOptions } from '../../../../src/gpu/kernels/matmul/matmul.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

type Plane = 'bias' | 'residual' | 'gelu' | 'geluAdd' | 'geluGrad' | 'accumulate' | 'inPlace';

export interface MatmulCase {
  m: number;
  n: number;
  k: number;
  transA?: boolean;
  transB?: boolean;
  lda?: number;
  ldb?: number;
  ldc?: number;
  aStart?: number;
  outStart?: number;
  scale?: number;
  /** b holds halves. */
  halves?: boolean;
  with?: readonly Plane[];
  order?: MatmulOptions['order'];
}

/** Runs one product on the device and on the twin and compares every tensor that it writes. */
export async function checkMatmul(test: MatmulCase): Promise<void> {
  const gpu = await testGpu();
  const { m, n, k, transA, transB, halves = false, with: planes = [], order, ...lines } = test;
  const { aStart = 0, outStart = 0, scale } = lines;
  const lda = lines.lda ?? (transA ? m : k);
  const ldb = lines.ldb ?? (transB ? k : n);
  const ldc = lines.ldc ?? n;
  const has = (plane: Plane) => planes.includes(plane);
  const a = randomArray(aStart + (transA ? k : m) * lda, 1);
  const exact = randomArray((transB ? n : k) * ldb, 2);
  const half = Uint16Array.from(exact, floatToHalf);
  const b = halves ? floatsOf(half) : exact;
  const size = outStart + m * ldc;
  const plane = randomArray(size, 3);
  const bias = randomArray(n, 4);
  const before = has('accumulate') || has('inPlace') ? plane : new Float32Array(size);
  const beforePre = has('geluAdd') ? randomArray(size, 5) : new Float32Array(size);

  const expectedPre = beforePre.slice();
  const twin: MatmulTwinOptions = {
    a,
    b,
    m,
    n,
    k,
    transA,
    transB,
    lda,
    ldb,
    ldc,
    aStart,
    outStart,
    scale,
    bias: has('bias') ? bias : undefined,
    residual: has('residual') || has('inPlace') ? plane : undefined,
    gelu: has('gelu') ? expectedPre : undefined,
    geluAdd: has('geluAdd'),
    geluGrad: has('geluGrad') ? plane : undefined,
    accumulate: has('accumulate') ? plane : undefined,
  };
  const expected = matmulTwin(twin);

  const out = gpu.upload('out', before);
  const other = gpu.upload('plane', plane);
  const pre = gpu.upload('pre', beforePre);
  const options: MatmulOptions = {
    out,
    m,
    n,
    k,
    transA,
    transB,
    ...lines,
    a: gpu.upload('a', a),
    b: gpu.upload('b', halves ? half : b),
    bias: has('bias') ? gpu.upload('bias', bias) : undefined,
    residual: has('residual') ? other : has('inPlace') ? out : undefined,
    gelu: has('gelu') ? pre : undefined,
    geluAdd: has('geluAdd'),
    geluGrad: has('geluGrad') ? other : undefined,
    accumulate: has('accumulate'),
    order,
  };
  const results = await runOnce(gpu, (recorder) => matmul(recorder, options), [out, pre]);
  // Columns between n and ldc are not the product's: they must be as they were.
  const inside = (i: number) => i >= outStart && (i - outStart) % ldc < n;
  const trim = (values: Float32Array) => values.filter((_, i) => inside(i));
  expectClose(trim(results[0]), trim(expected), 1e-5);
  const outside = (values: Float32Array) => values.filter((_, i) => !inside(i));
  expect(outside(results[0])).toEqual(outside(before));
  if (has('gelu')) expectClose(trim(results[1]), trim(expectedPre), 1e-5);
}

/** The numbers that halves stand for. */
function floatsOf(halves: Uint16Array): Float32Array {
  return toFloat32(new Uint8Array(halves.buffer), 'F16');
}

export const TRANSPOSES = [
  { transA: false, transB: false },
  { transA: false, transB: true },
  { transA: true, transB: false },
  { transA: true, transB: true },
];
