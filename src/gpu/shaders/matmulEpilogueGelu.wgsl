// What matmul does with a finished sum in the first MLP layer: the backward pass needs the pre-activation.
@group(0) @binding(4) var<storage, read> bias: array<Element>;
@group(0) @binding(5) var<storage, read_write> preActivation: array<Element>;

fn finish(at: u32, column: u32, sum: Element) {
  var value = sum;
  if (shape.hasBias != 0u) { value += bias[column]; }
  preActivation[at] = value;
  out[at] = gelu(value);
}
