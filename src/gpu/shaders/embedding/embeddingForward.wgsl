// out[row] = wte[tokens[row]], plus wpe[positions[row]] with LEARNED_POSITIONS; one invocation an element. wte is
// binding 2, declared apart because it may be stored in half precision. A table
// larger than a binding comes in windows: this dispatch has its entries FIRST up to FIRST + ENTRIES, and leaves
// rows with other tokens to the others.
struct Sizes { rows: u32 }
override DIM: u32; // in elements
override FIRST: u32;
override ENTRIES: u32;
override LEARNED_POSITIONS: bool;
@group(0) @binding(0) var<storage, read> tokens: array<u32>;
@group(0) @binding(1) var<storage, read> positions: array<u32>;
@group(0) @binding(3) var<storage, read> wpe: array<Element>;
@group(0) @binding(4) var<storage, read_write> out: array<Element>;
@group(0) @binding(5) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let row = at / DIM;
  let column = at % DIM;
  if (row >= sizes.rows) { return; }
  // Below FIRST the difference wraps round to a large number.
  let entry = tokens[row] - FIRST;
  if (entry >= ENTRIES) { return; }
  var value = tableAt(entry * DIM + column);
  if (LEARNED_POSITIONS) { value += wpe[positions[row] * DIM + column]; }
  out[at] = value;
}
