// What matmul does with the finished sums of a gate and of what it gates, as swigluForward would, where no backward pass
// will ask for either. out has a column for each pair.
fn finishPair(row: u32, pair: u32, gate: vec4f, up: vec4f) {
  out[(row * shape.ldc + pair) >> 2u] = gate * sigmoid(gate) * up;
}
