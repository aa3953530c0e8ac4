// What matmul does with a finished sum: out = sum + bias + residual, or out += sum.
override HAS_BIAS: bool;
override HAS_RESIDUAL: bool;
override ACCUMULATE: bool;
@group(0) @binding(3) var<storage, read> bias: array<Element>;
@group(0) @binding(4) var<storage, read> residual: array<Element>;

fn finish(at: u32, column: u32, sum: Element) {
  var value = sum;
  if (HAS_BIAS) { value += bias[column]; }
  if (HAS_RESIDUAL) { value += residual[at]; }
  if (ACCUMULATE) { value += out[at]; }
  out[at] = value;
}
