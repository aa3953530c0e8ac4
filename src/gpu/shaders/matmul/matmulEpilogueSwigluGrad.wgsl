// What matmul does with a finished sum behind the last MLP layer: the chain rule through SwiGLU, as swigluBackward would. out
// and gateUp have twice n columns, gates first.
@group(0) @binding(4) var<storage, read> gateUp: array<Element>;

fn finish(at: u32, sum: Element) {
  let beside = shape.n / WIDTH;
  let gate = gateUp[at];
  let s = sigmoid(gate);
  out[at] = sum * gateUp[at + beside] * s * (1.0 + gate * (1.0 - s));
  out[at + beside] = sum * gate * s;
}
