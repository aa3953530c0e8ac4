// dx[row] = dOut[row] * weight, or added to dx; one invocation an element.
struct Sizes { rows: u32 }
override DIM: u32; // in elements
override ACCUMULATE: bool;
@group(0) @binding(0) var<storage, read> weight: array<Element>;
@group(0) @binding(1) var<storage, read> dOut: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<Element>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= sizes.rows * DIM) { return; }
  var value = dOut[at / DIM] * weight[at % DIM];
  if (ACCUMULATE) { value += dx[at]; }
  dx[at] = value;
}
