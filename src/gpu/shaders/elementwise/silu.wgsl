// The sigmoid behind SwiGLU's gate, silu(x) = x * sigmoid(x). It is 0 in f32 below -88, where some drivers overflow
// inside exp, so the argument is clamped.
fn sigmoid(x: Element) -> Element {
  return 1.0 / (1.0 + exp(-clamp(x, Element(-80.0), Element(80.0))));
}
