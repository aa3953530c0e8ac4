// gradNormFinish.wgsl by a workgroup, where PARTS is large: each lane adds every LANES-th vector, and a binary tree with
// fixed branches adds the lanes.
const LANES = 256u;
var<workgroup> branches: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sums = vec4f();
  for (var i = lane; i < PARTS / 4u; i += LANES) { sums += partials[i]; }
  branches[lane] = (sums.x + sums.y) + (sums.z + sums.w);
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { branches[lane] += branches[lane + half]; }
  }
  if (lane == 0u) { conclude(branches[0]); }
}
