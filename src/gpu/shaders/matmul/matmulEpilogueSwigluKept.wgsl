// What matmul does with the finished sums of a gate and of what it gates, as swigluForward would: the backward pass needs both.
// out has a column for each pair.
@group(0) @binding(5) var<storage, read_write> gateUp: array<vec4f>;

fn finishPair(row: u32, pair: u32, gate: vec4f, up: vec4f) {
  let at = (row * shape.n + pair) >> 2u;
  gateUp[at] = gate;
  gateUp[at + (shape.n >> 3u)] = up;
  out[(row * shape.ldc + pair) >> 2u] = gate * sigmoid(gate) * up;
}
