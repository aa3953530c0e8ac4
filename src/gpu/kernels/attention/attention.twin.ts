/**
 * What attention.ts, attentionDecode.ts and kvCache.ts must compute, written slowly and obviously.
 * All arrays are row-major with the shapes of the launchers.
 */

/** Sequences of these lengths laid end to end. */
export interface PackedShape {
  readonly lengths: readonly number[];
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Whether a token sees those behind it, too. */
  readonly bothWays?: boolean;
}

type HeadShape = Pick<PackedShape, 'heads' | 'kvHeads' | 'headDim'>;

/**
 * Where q (part 0), k (1) or v (2) of one query head of one row starts in a [rows, q | k | v] array. Query heads
 * share keys and values in groups of neighbours.
 */
function partStart({ heads, kvHeads, headDim }: HeadShape, row: number, part: number, head: number): number {
  const place = part === 0 ? head : heads + (part - 1) * kvHeads + keyHead({ heads, kvHeads }, head);
  return (row * (heads + 2 * kvHeads) + place) * headDim;
}

/** The head of keys and values that a query head looks at. */
function keyHead({ heads, kvHeads }: Pick<HeadShape, 'heads' | 'kvHeads'>, head: number): number {
  return Math.floor((head * kvHeads) / heads);
}

/** Every (first row of its sequence, last row that it sees, row, head) there is. */
function queries({ lengths, heads, bothWays }: PackedShape) {
  let first = 0;
  return lengths.flatMap((length) => {
    const start = first;
    first += length;
    return Array.from({ length: length * heads }, (_, i) => {
      const query = start + Math.floor(i / heads);
      return { first: start, last: bothWays ? start + length - 1 : query, query, head: i % heads };
    });
  });
}

/** Probabilities of row `query` over the rows `first` to `last`, and their log-sum-exp. */
function probabilities(
  qkv: Float32Array,
  shape: HeadShape,
  { first, last, query, head }: ReturnType<typeof queries>[number],
) {
  const q = partStart(shape, query, 0, head);
  const scores = Array.from({ length: last - first + 1 }, (_, key) => {
    const k = partStart(shape, first + key, 1, head);
    let dot = 0;
    for (let i = 0; i < shape.headDim; i++) dot += qkv[q + i] * qkv[k + i];
    return dot / Math.sqrt(shape.headDim);
  });
  const top = Math.max(...scores);
  const lse = top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
  return { p: scores.map((score) => Math.exp(score - lse)), lse };
}

/** softmax(q k^T / sqrt(headDim), within each sequence, causal unless both ways) v, and the log-sum-exp of each query. */
export function attentionForwardTwin(qkv: Float32Array, shape: PackedShape) {
  const { heads, headDim } = shape;
  const rows = shape.lengths.reduce((sum, length) => sum + length, 0);
  const out = new Float32Array(rows * heads * headDim);
  const lse = new Float32Array(rows * heads);
  for (const place of queries(shape)) {
    const { first, query, head } = place;
    const row = probabilities(qkv, shape, place);
    lse[query * heads + head] = row.lse;
    for (let i = 0; i < headDim; i++) {
      let sum = 0;
      row.p.forEach((p, key) => (sum += p * qkv[partStart(shape, first + key, 2, head) + i]));
      out[(query * heads + head) * headDim + i] = sum;
    }
  }
  return { out, lse };
}

/** Gradient with respect to qkv, through the full softmax Jacobian of every row. */
export function attentionBackwardTwin(qkv: Float32Array, dOut: Float32Array, shape: PackedShape) {
  const { heads, headDim } = shape;
  const dQkv = new Float64Array(qkv.length);
  for (const place of queries(shape)) {
    const { first, query, head } = place;
    const { p } = probabilities(qkv, shape, place);
    const go = (query * heads + head) * headDim;
    const dP = p.map((_, key) => {
      const v = partStart(shape, first + key, 2, head);
      let sum = 0;
      for (let i = 0; i < headDim; i++) sum += dOut[go + i] * qkv[v + i];
      return sum;
    });
    const mean = p.reduce((sum, pk, key) => sum + pk * dP[key], 0);
    const q = partStart(shape, query, 0, head);
    p.forEach((pk, key) => {
      const dScore = (pk * (dP[key] - mean)) / Math.sqrt(headDim);
      const k = partStart(shape, first + key, 1, head);
      const v = partStart(shape, first + key, 2, head);
      for (let i = 0; i < headDim; i++) {
        dQkv[q + i] += dScore * qkv[k + i];
        dQkv[k + i] += dScore * qkv[q + i];
        dQkv[v + i] += pk * dOut[go + i];
      }
    });
  }
  return Float32Array.from(dQkv);
}

/** The cache after `repeat` copies of each prompt's keys and values; `part` is 1 for k, 2 for v. */
export function kvCachePrefillTwin(
  qkv: Float32Array,
  cache: Float32Array,
  part: 1 | 2,
  options: PackedShape & { readonly capacity: number; readonly repeat: number },
): Float32Array {
  const { lengths, heads, kvHeads, headDim, capacity, repeat } = options;
  const result = cache.slice();
  let first = 0;
  lengths.forEach((length, prompt) => {
    for (let copy = 0; copy < repeat; copy++) {
      for (let head = 0; head < heads; head++) {
        for (let position = 0; position < length; position++) {
          const start = partStart(options, first + position, part, head);
          const cached = (prompt * repeat + copy) * kvHeads + keyHead(options, head);
          const to = cached * capacity + position;
          result.set(qkv.subarray(start, start + headDim), to * headDim);
        }
      }
    }
    first += length;
  });
  return result;
}

/** Appends the new token's k and v at each row's cursor and attends over 0 to cursor. */
export function attentionDecodeTwin(
  qkv: Float32Array,
  kCache: Float32Array,
  vCache: Float32Array,
  cursor: Uint32Array,
  options: HeadShape & { readonly batch: number; readonly capacity: number },
) {
  const { batch, heads, kvHeads, headDim, capacity } = options;
  const k = kCache.slice();
  const v = vCache.slice();
  const out = new Float32Array(batch * heads * headDim);
  for (let row = 0; row < batch; row++) {
    for (let head = 0; head < heads; head++) {
      const start = (row * kvHeads + keyHead(options, head)) * capacity * headDim;
      const at = (part: number) => partStart(options, row, part, head);
      k.set(qkv.subarray(at(1), at(1) + headDim), start + cursor[row] * headDim);
      v.set(qkv.subarray(at(2), at(2) + headDim), start + cursor[row] * headDim);
      const scores = Array.from({ length: cursor[row] + 1 }, (_, key) => {
        let dot = 0;
        for (let i = 0; i < headDim; i++) dot += qkv[at(0) + i] * k[start + key * headDim + i];
        return dot / Math.sqrt(headDim);
      });
      const top = Math.max(...scores);
      const mass = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
      for (let i = 0; i < headDim; i++) {
        let sum = 0;
        scores.forEach((score, key) => (sum += Math.exp(score - top) * v[start + key * headDim + i]));
        out[(row * heads + head) * headDim + i] = sum / mass;
      }
    }
  }
  return { out, k, v };
}
