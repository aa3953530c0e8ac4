// What matmul does with a finished sum that belongs to a pre-activation another product began.
@group(0) @binding(5) var<storage, read_write> preActivation: array<Element>;

fn finish(at: u32, sum: Element) {
  let z = preActivation[at] + sum;
  preActivation[at] = z;
  out[at] = gelu(z);
}
