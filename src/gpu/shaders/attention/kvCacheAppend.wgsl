// Writes the key and value of one new token per row at its cursor. One invocation per vector element.
// The launcher puts V and N in front of this text.

struct Sizes { batch: u32, capacity: u32 }
override HEADS: u32; // of the queries, which are passed over
override KV_HEADS: u32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> cursor: array<u32>;
@group(0) @binding(2) var<storage, read_write> k_cache: array<V>;
@group(0) @binding(3) var<storage, read_write> v_cache: array<V>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= sizes.batch * KV_HEADS * N) { return; }
  let i = index % N;
  let head = index / N % KV_HEADS;
  let row = index / (N * KV_HEADS);
  let position = cursor[row];
  if (position >= sizes.capacity) { return; }
  let source = (row * (HEADS + 2 * KV_HEADS) + HEADS + head) * N + i;
  let to = ((row * KV_HEADS + head) * sizes.capacity + position) * N + i;
  k_cache[to] = qkv[source];
  v_cache[to] = qkv[source + KV_HEADS * N];
}
