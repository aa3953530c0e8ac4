// Adjoint of gatherRows when no row is gathered twice: dx[i] = dOut[inverse[i]], or zero where none.
struct Sizes { rows: u32 } // of dx
override DIM: u32; // in elements
const NONE = 0xffffffffu;
@group(0) @binding(0) var<storage, read> dOut: array<Element>;
@group(0) @binding(1) var<storage, read> inverse: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<Element>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= sizes.rows * DIM) { return; }
  let row = inverse[at / DIM];
  var value = Element();
  if (row != NONE) { value = dOut[row * DIM + at % DIM]; }
  dx[at] = value;
}
