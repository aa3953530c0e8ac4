/** What whiten.ts must compute, written slowly and obviously. */

/** (x - mean) / sqrt(variance + 1e-8) [+ mean] over unmasked entries; 0 on padding. */
export function whitenTwin(
  x: Float32Array,
  lengths: Uint32Array,
  options: {
    readonly batch: number;
    readonly R: number;
    readonly shiftMean: boolean;
    readonly unbiased: boolean;
  },
): Float32Array {
  const { batch, R, shiftMean, unbiased } = options;
  const real: number[] = [];
  for (let i = 0; i < batch * R; i++) if (i % R < lengths[Math.floor(i / R)]) real.push(i);
  const mean = real.reduce((sum, i) => sum + x[i], 0) / real.length;
  const squares = real.reduce((sum, i) => sum + (x[i] - mean) ** 2, 0);
  const scale = 1 / Math.sqrt(squares / (real.length - (unbiased ? 1 : 0)) + 1e-8);
  const result = new Float32Array(batch * R);
  for (const i of real) result[i] = (x[i] - mean) * scale + (shiftMean ? mean : 0);
  return result;
}
