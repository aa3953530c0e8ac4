/** The slow and obvious version of the SwiGLU kernels. */

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** out = silu(gate) * up for each row gate | up, each `cols` wide. */
export function swigluForwardTwin(gateUp: Float32Array, cols: number): Float32Array {
  return Float32Array.from({ length: gateUp.length / 2 }, (_, i) => {
    const at = i + Math.floor(i / cols) * cols;
    return gateUp[at] * sigmoid(gateUp[at]) * gateUp[at + cols];
  });
}

/** Gradient of sum(out * dOut) by gate | up. */
export function swigluBackwardTwin(gateUp: Float32Array, dOut: Float32Array, cols: number): Float32Array {
  const result = new Float32Array(gateUp.length);
  dOut.forEach((g, i) => {
    const at = i + Math.floor(i / cols) * cols;
    const [gate, up] = [gateUp[at], gateUp[at + cols]];
    const s = sigmoid(gate);
    result[at] = g * up * (s + gate * s * (1 - s));
    result[at + cols] = g * gate * s;
  });
  return result;
}
