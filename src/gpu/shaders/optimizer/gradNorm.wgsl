// Squared gradient norm, first pass: invocation i adds elements i, i + PARTS, ... and writes partials[i].
override COUNT: u32; // in elements
override PARTS: u32;
@group(0) @binding(0) var<storage, read> grads: array<Element>;
@group(0) @binding(1) var<storage, read_write> partials: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= PARTS) { return; }
  var sum = Element();
  for (var i = id.x; i < COUNT; i += PARTS) { sum += grads[i] * grads[i]; }
  partials[id.x] = total(sum);
}
