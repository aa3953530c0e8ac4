/** What gae.ts must compute, as the double sum that the recursion stands for. */

/** A_t = sum over l of (gamma lambda)^l delta_{t+l}; returns = A + V; 0 on padding. */
export function gaeTwin(
  rewards: Float32Array,
  values: Float32Array,
  lengths: Uint32Array,
  options: { readonly batch: number; readonly R: number; readonly gamma: number; readonly lambda: number },
) {
  const { batch, R, gamma, lambda } = options;
  const advantages = new Float32Array(batch * R);
  const returns = new Float32Array(batch * R);
  for (let row = 0; row < batch; row++) {
    const value = (t: number) => (t < lengths[row] ? values[row * R + t] : 0);
    for (let t = 0; t < lengths[row]; t++) {
      let sum = 0;
      for (let l = t; l < lengths[row]; l++) {
        sum += (gamma * lambda) ** (l - t) * (rewards[row * R + l] + gamma * value(l + 1) - value(l));
      }
      advantages[row * R + t] = sum;
      returns[row * R + t] = sum + value(t);
    }
  }
  return { advantages, returns };
}
