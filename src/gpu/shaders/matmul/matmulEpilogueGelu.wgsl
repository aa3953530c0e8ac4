// What matmul does with a finished sum in the first MLP layer: the backward pass needs the pre-activation.
@group(0) @binding(5) var<storage, read_write> preActivation: array<Element>;

fn finish(at: u32, sum: Element) {
  preActivation[at] = sum;
  out[at] = gelu(sum);
}
