/** What logits.ts must compute, written slowly and obviously. */

interface Shape {
  readonly rows: number;
  readonly vocab: number;
  readonly ld: number;
  readonly temperature: number;
}

/** softmax(logits / temperature) of one row over its first `vocab` columns. */
export function softmaxTwin(row: ArrayLike<number>, vocab: number, temperature: number): number[] {
  const scaled = Array.from({ length: vocab }, (_, i) => row[i] / temperature);
  const top = Math.max(...scaled);
  const weights = scaled.map((x) => Math.exp(x - top));
  const mass = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / mass);
}

/** Log-probability of each row's target, entropy and log-sum-exp. */
export function logitsForwardTwin(logits: Float32Array, targets: Uint32Array, shape: Shape) {
  const { rows, vocab, ld, temperature } = shape;
  const logp = new Float32Array(rows);
  const entropy = new Float32Array(rows);
  const lse = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const z = logits.subarray(row * ld, row * ld + vocab);
    const p = softmaxTwin(z, vocab, temperature);
    const top = Math.max(...z) / temperature;
    lse[row] = top + Math.log(z.reduce((sum, x) => sum + Math.exp(x / temperature - top), 0));
    logp[row] = z[targets[row]] / temperature - lse[row];
    entropy[row] = -p.reduce((sum, q) => (q > 0 ? sum + q * Math.log(q) : sum), 0);
  }
  return { logp, entropy, lse };
}

/** (dLogp[row] * (onehot(target) - p) - dEntropy[row] * p * (log p + H)) / T, 0 from column `vocab` on. */
export function logitsBackwardTwin(
  logits: Float32Array,
  targets: Uint32Array,
  dLogp: Float32Array,
  shape: Shape,
  dEntropy: Float32Array = new Float32Array(dLogp.length),
): Float32Array {
  const { rows, vocab, ld, temperature } = shape;
  const gradient = new Float32Array(rows * ld);
  for (let row = 0; row < rows; row++) {
    const p = softmaxTwin(logits.subarray(row * ld), vocab, temperature);
    const surprise = (q: number) => (q > 0 ? q * Math.log(q) : 0);
    const entropy = -p.reduce((sum, q) => sum + surprise(q), 0);
    p.forEach((q, column) => {
      const hit = column === targets[row] ? 1 : 0;
      const ofEntropy = -dEntropy[row] * (surprise(q) + q * entropy);
      gradient[row * ld + column] = (dLogp[row] * (hit - q) + ofEntropy) / temperature;
    });
  }
  return gradient;
}
