/** The slow and obvious version of the rotary kernels. Angles are computed here, not looked up. */

export interface RopeTwinShape {
  readonly positions: Uint32Array;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly theta: number;
}

/** Every head of q (kind 0) and k (kind 1): its row, its first number, its place among the row's q and k heads. */
function turnedHeads({ positions, heads, kvHeads, headDim }: RopeTwinShape) {
  return Array.from(positions, (position, row) =>
    Array.from({ length: heads + kvHeads }, (_, head) => ({
      position,
      first: (row * (heads + 2 * kvHeads) + head) * headDim,
      kind: head < heads ? 0 : 1,
      place: row * (heads + kvHeads) + head,
    })),
  ).flat();
}

/** One head turned by its position, or back. */
function turned(x: ArrayLike<number>, position: number, theta: number, back: boolean): number[] {
  const half = x.length / 2;
  const result = Array<number>(x.length);
  for (let i = 0; i < half; i++) {
    const angle = (back ? -1 : 1) * position * theta ** ((-2 * i) / x.length);
    result[i] = x[i] * Math.cos(angle) - x[i + half] * Math.sin(angle);
    result[i + half] = x[i + half] * Math.cos(angle) + x[i] * Math.sin(angle);
  }
  return result;
}

/** q and k heads of qkv [rows, q | k | v] turned. */
export function ropeTwin(qkv: Float32Array, shape: RopeTwinShape, back = false): Float32Array {
  const out = qkv.slice();
  for (const { position, first } of turnedHeads(shape)) {
    out.set(turned(qkv.subarray(first, first + shape.headDim), position, shape.theta, back), first);
  }
  return out;
}

/** q and k heads normalised, weighted by gamma [q norm | k norm] and turned. */
export function qkNormRopeTwin(raw: Float32Array, gamma: Float32Array, eps: number, shape: RopeTwinShape) {
  const { headDim, theta } = shape;
  const out = raw.slice();
  const scales: number[] = [];
  for (const { position, first, kind, place } of turnedHeads(shape)) {
    const x = raw.subarray(first, first + headDim);
    const scale = 1 / Math.sqrt(x.reduce((sum, value) => sum + value ** 2 / headDim, 0) + eps);
    const normed = Array.from(x, (value, i) => value * scale * gamma[kind * headDim + i]);
    out.set(turned(normed, position, theta, false), first);
    scales[place] = scale;
  }
  return { out, scales: Float32Array.from(scales) };
}

/** Gradients of sum(out * dOut) by raw and by gamma. */
export function qkNormRopeBackwardTwin(
  raw: Float32Array,
  gamma: Float32Array,
  scales: Float32Array,
  dOut: Float32Array,
  shape: RopeTwinShape,
) {
  const { headDim, theta } = shape;
  const dRaw = dOut.slice();
  const dGamma = new Float64Array(2 * headDim);
  for (const { position, first, kind, place } of turnedHeads(shape)) {
    const scale = scales[place];
    const dNormed = turned(dOut.subarray(first, first + headDim), position, theta, true);
    const g = dNormed.map((value, i) => value * gamma[kind * headDim + i]);
    const hat = Array.from(raw.subarray(first, first + headDim), (value) => value * scale);
    const mean = g.reduce((sum, value, i) => sum + (value * hat[i]) / headDim, 0);
    for (let i = 0; i < headDim; i++) {
      dRaw[first + i] = scale * (g[i] - hat[i] * mean);
      dGamma[kind * headDim + i] += dNormed[i] * hat[i];
    }
  }
  return { dRaw, dGamma: Float32Array.from(dGamma) };
}
