// out[row] = x[row] . weight + bias; one invocation a row.
struct Sizes { rows: u32 }
override DIM: u32; // in elements
override HAS_BIAS: bool;
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> weight: array<Element>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 32u;
  if (row >= sizes.rows) { return; }
  var sum = Element();
  for (var i = 0u; i < DIM; i++) { sum += x[row * DIM + i] * weight[i]; }
  var value = total(sum);
  if (HAS_BIAS) { value += bias[0]; }
  out[row] = value;
}
