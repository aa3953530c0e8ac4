/** The slow and obvious version of clipping and AdamW, in f64 where a step does not store. */

export interface AdamWTwinStep {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly maxNorm: number;
  readonly bias1: number;
  readonly bias2: number;
  readonly epsForm: number;
}

/**
 * One step on `params`, `m` and `v` in place; `decay` has one multiplier per 64 parameters.
 * @returns norm before clipping, clip coefficient, and whether the step was skipped.
 */
export function adamWTwin(
  params: Float32Array,
  grads: Float32Array,
  m: Float32Array,
  v: Float32Array,
  decay: Float32Array,
  step: AdamWTwinStep,
): { norm: number; clip: number; skipped: boolean } {
  let square = 0;
  for (const g of grads) square += g * g;
  const norm = Math.sqrt(square);
  if (!Number.isFinite(norm)) return { norm, clip: 0, skipped: true };
  const clip = step.maxNorm > 0 ? Math.min(1, step.maxNorm / (norm + 1e-6)) : 1;
  for (let i = 0; i < params.length; i++) {
    const g = grads[i] * clip;
    m[i] = step.beta1 * m[i] + (1 - step.beta1) * g;
    v[i] = step.beta2 * v[i] + (1 - step.beta2) * g * g;
    params[i] -= step.lr * step.weightDecay * decay[i >> 6] * params[i];
    params[i] -=
      step.epsForm === 0
        ? ((step.lr / step.bias1) * m[i]) / (Math.sqrt(v[i] / step.bias2) + step.eps)
        : (((step.lr * Math.sqrt(step.bias2)) / step.bias1) * m[i]) / (Math.sqrt(v[i]) + step.eps);
  }
  return { norm, clip, skipped: false };
}
