// logitsForward.wgsl by one lane a row: where lanes are few, or meet at a price, as on software adapters.

const STRIDE = 1u;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 4;
  if (row >= sizes.rows) { return; }
  var tops = V(-3.0e38);
  var bits = U(0u);
  for (var i = 0u; i < pieces(); i++) {
    let z = piece(row, i);
    tops = max(tops, z);
    bits = max(bits, size_bits(z));
  }
  let top = largest(tops);
  finish(row, top, all_bits(bits) < 0x7f800000u, sums_of(row, 0u, pieces(), top));
}
