// GPT-2's tanh approximation of GELU ("gelu_new") and its derivative. tanh is 1 in f32 beyond 10, and
// some drivers overflow inside it, so its argument is clamped.
const GELU_SCALE = 0.7978845608028654; // sqrt(2 / pi)
const GELU_CUBIC = 0.044715;

fn geluTanh(x: Element) -> Element {
  let inner = GELU_SCALE * (x + GELU_CUBIC * x * x * x);
  return tanh(clamp(inner, Element(-10.0), Element(10.0)));
}

fn gelu(x: Element) -> Element {
  return 0.5 * x * (1.0 + geluTanh(x));
}

fn geluDerivative(x: Element) -> Element {
  let t = geluTanh(x);
  let slope = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * x * x);
  return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * slope;
}
