// Adds planes of partial results onto where they belong, for many sums at once:
// out[destination + i] = sum over p of planes[source + p * stride + i], in order of p, so the bits never vary.
// A workgroup works on 64 elements of one sum; `sumOf` says of which. Offsets count elements.
struct Sum {
  firstGroup: u32,
  source: u32,
  stride: u32,
  planes: u32,
  count: u32,
  destination: u32,
  accumulate: u32, // adds to what `out` holds
}
const NONE = 0xffffffffu;
@group(0) @binding(0) var<storage, read> sums: array<Sum>;
@group(0) @binding(1) var<storage, read> sumOf: array<u32>; // per workgroup; NONE where the grid has one too many
@group(0) @binding(2) var<storage, read> planes: array<Element>;
@group(0) @binding(3) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let block = group.x + group.y * groups.x;
  if (sumOf[block] == NONE) { return; }
  let sum = sums[sumOf[block]];
  let i = (block - sum.firstGroup) * 64u + local;
  if (i >= sum.count) { return; }
  var value = planes[sum.source + i];
  for (var plane = 1u; plane < sum.planes; plane++) { value += planes[sum.source + plane * sum.stride + i]; }
  if (sum.accumulate != 0u) { value += out[sum.destination + i]; }
  out[sum.destination + i] = value;
}
