// Sums over a row by a workgroup, for GPUs, where one lane a row leaves the rest idle. Each of LANES lanes adds every
// LANES-th element, ascending, and a binary tree with fixed branches adds the lanes: the order rowTree64, which no
// subgroup's size and no number of rows decides about.
const LANES = 64u;
var<workgroup> branches: array<vec2f, LANES>;

// The sum of what the lanes bring, in every lane. All lanes of a workgroup call it together.
fn rowTree(lane: u32, own: vec2f) -> vec2f {
  branches[lane] = own;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { branches[lane] += branches[lane + half]; }
  }
  workgroupBarrier();
  let sum = branches[0];
  workgroupBarrier(); // until all have read, since the next tree writes here
  return sum;
}
