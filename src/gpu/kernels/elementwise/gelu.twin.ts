/**
 * GPT-2's tanh approximation of GELU ("gelu_new", Hendrycks & Gimpel 2016) and its derivative in f64:
 * what the fused matmul epilogues are compared with.
 */
const SCALE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
export function geluTwin(x: number): number {
  return 0.5 * x * (1 + Math.tanh(SCALE * (x + CUBIC * x ** 3)));
}

/** d gelu / dx. */
export function geluDerivativeTwin(x: number): number {
  const t = Math.tanh(SCALE * (x + CUBIC * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * SCALE * (1 + 3 * CUBIC * x * x);
}
