// Second pass of column sums: out[column] = sum of partials[block, column] in block order.
override BLOCKS: u32;
override COLS: u32; // in elements
override ACCUMULATE: bool;
@group(0) @binding(0) var<storage, read> partials: array<Element>;
@group(0) @binding(1) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let column = id.x + id.y * groups.x * 64u;
  if (column >= COLS) { return; }
  var sum = Element();
  for (var block = 0u; block < BLOCKS; block++) { sum += partials[block * COLS + column]; }
  if (ACCUMULATE) { sum += out[column]; }
  out[column] = sum;
}
