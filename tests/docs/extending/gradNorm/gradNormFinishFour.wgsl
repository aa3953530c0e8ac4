// gradNormFinish.wgsl by four invocations, each of which adds what one component of its sum is: the same order.
var<workgroup> sums: array<f32, 4>;

@compute @workgroup_size(4)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = 0u; i < PARTS / 4u; i++) { sum += partials[i][lane]; }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane == 0u) { conclude((sums[0] + sums[1]) + (sums[2] + sums[3])); }
}
