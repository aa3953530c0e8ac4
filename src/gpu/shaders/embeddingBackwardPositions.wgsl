// dWpe[position] = sum of dOut over the batch at that position, zero beyond the batch's length.
override BATCH: u32;
override LENGTH: u32;
override POSITIONS: u32;
override DIM: u32; // in elements
@group(0) @binding(0) var<storage, read> dOut: array<Element>;
@group(0) @binding(1) var<storage, read_write> dWpe: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= POSITIONS * DIM) { return; }
  var sum = Element();
  if (at < LENGTH * DIM) {
    for (var i = 0u; i < BATCH; i++) { sum += dOut[i * LENGTH * DIM + at]; }
  }
  dWpe[at] = sum;
}
