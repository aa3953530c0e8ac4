// Column sums of x[rows, COLS], optionally weighted by row: first pass. One invocation adds one element
// column over a block of BLOCK rows and writes partials[block, column]; sumPlanes adds the blocks.
struct Sizes { rows: u32 }
override COLS: u32; // in elements
override BLOCK: u32;
override WEIGHTED: bool;
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> weight: array<f32>; // [rows]
@group(0) @binding(2) var<storage, read_write> partials: array<Element>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let column = at % COLS;
  let begin = at / COLS * BLOCK;
  if (begin >= sizes.rows) { return; }
  var sum = Element();
  for (var row = begin; row < min(begin + BLOCK, sizes.rows); row++) {
    let value = x[row * COLS + column];
    if (WEIGHTED) { sum += weight[row] * value; } else { sum += value; }
  }
  partials[at] = sum;
}
