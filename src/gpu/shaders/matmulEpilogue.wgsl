// What matmul does with a finished sum: out = sum + bias + residual, or out += sum.
@group(0) @binding(4) var<storage, read> bias: array<Element>;
@group(0) @binding(5) var<storage, read> residual: array<Element>;

fn finish(at: u32, column: u32, sum: Element) {
  var value = sum;
  if (shape.hasBias != 0u) { value += bias[column]; }
  if (shape.hasResidual != 0u) { value += residual[at]; }
  if (shape.accumulate != 0u) { value += out[at]; }
  out[at] = value;
}
