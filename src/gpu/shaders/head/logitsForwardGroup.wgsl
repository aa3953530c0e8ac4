// logitsForward.wgsl by a workgroup a row: for GPUs, where one lane would walk 50,000 logits alone.

const GROUP = 256u;
const EDGE = 16u; // its square root: two steps of sums, few barriers
const STRIDE = GROUP;

var<workgroup> tops: array<f32, GROUP>;
var<workgroup> words: array<vec4u, GROUP>;

@compute @workgroup_size(GROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.x + group.y * groups.x;
  if (row >= sizes.rows) { return; }
  var own_tops = V(-3.0e38);
  var own_bits = U(0u);
  for (var i = lane; i < pieces(); i += GROUP) {
    let z = piece(row, i);
    own_tops = max(own_tops, z);
    own_bits = max(own_bits, size_bits(z));
  }
  tops[lane] = largest(own_tops);
  words[lane].x = all_bits(own_bits);
  workgroupBarrier();
  if (lane < EDGE) {
    for (var i = lane + EDGE; i < GROUP; i += EDGE) {
      tops[lane] = max(tops[lane], tops[i]);
      words[lane].x = max(words[lane].x, words[i].x);
    }
  }
  workgroupBarrier();
  // Each lane for itself: the few that are left are read by all at once.
  var top = tops[0];
  var bits = words[0].x;
  for (var i = 1u; i < EDGE; i++) {
    top = max(top, tops[i]);
    bits = max(bits, words[i].x);
  }
  workgroupBarrier();
  words[lane] = sums_of(row, lane, pieces(), top);
  workgroupBarrier();
  if (lane < EDGE) { words[lane] = merged(lane, GROUP, EDGE); }
  workgroupBarrier();
  if (lane == 0u) { finish(row, top, bits < 0x7f800000u, merged(0u, EDGE, 1u)); }
}

fn merged(first: u32, end: u32, stride: u32) -> vec4u {
  var all = words[first];
  for (var i = first + stride; i < end; i += stride) { all = added(all, words[i]); }
  return all;
}
