// What matmul does with a finished sum in the first MLP layer: the backward pass needs the pre-activation.
override HAS_BIAS: bool;
@group(0) @binding(3) var<storage, read> bias: array<Element>;
@group(0) @binding(4) var<storage, read_write> preActivation: array<Element>;

fn finish(at: u32, column: u32, sum: Element) {
  var value = sum;
  if (HAS_BIAS) { value += bias[column]; }
  preActivation[at] = value;
  out[at] = gelu(value);
}
