// Input of one decoding step: the embedding of the token under each row's cursor, plus that of its position with
// LEARNED_POSITIONS. wte is binding 2, declared apart because it may be stored in half precision. A table larger
// than a binding comes in windows: this dispatch has its entries FIRST up to FIRST + ENTRIES, and leaves rows with
// other tokens to the others. One invocation per element. Knows nothing of how the token was chosen.

struct Sizes { batch: u32, capacity: u32 }
override DIM: u32; // in elements
override FIRST: u32;
override ENTRIES: u32;
override LEARNED_POSITIONS: bool;

@group(0) @binding(0) var<storage, read> tokens: array<u32>;
@group(0) @binding(1) var<storage, read> cursor: array<u32>;
@group(0) @binding(3) var<storage, read> wpe: array<Element>;
@group(0) @binding(4) var<storage, read_write> out: array<Element>;
@group(0) @binding(5) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= sizes.batch * DIM) { return; }
  let row = index / DIM;
  let i = index % DIM;
  let position = min(cursor[row], sizes.capacity - 1);
  // Below FIRST the difference wraps round to a large number.
  let entry = tokens[row * sizes.capacity + position] - FIRST;
  if (entry >= ENTRIES) { return; }
  var value = tableAt(entry * DIM + i);
  if (LEARNED_POSITIONS) { value += wpe[position * DIM + i]; }
  out[index] = value;
}
