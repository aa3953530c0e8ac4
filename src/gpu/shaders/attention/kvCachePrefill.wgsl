// Copies the keys and values of packed prompts into the cache, each prompt `repeat` times: answers to one
// prompt share its prefill. One invocation per cached piece of a head; filler rows are passed over.
// The launcher puts V and N in front of this text.

struct Sizes { rows: u32, capacity: u32, repeat: u32 }
override HEADS: u32; // of the queries, which are passed over
override KV_HEADS: u32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> positions: array<u32>;
@group(0) @binding(2) var<storage, read> sequence_of: array<u32>;
@group(0) @binding(3) var<storage, read_write> k_cache: array<V>;
@group(0) @binding(4) var<storage, read_write> v_cache: array<V>;
@group(0) @binding(5) var<uniform> sizes: Sizes;

const FILLER = 0xffffffffu;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= sizes.rows * sizes.repeat * KV_HEADS * N) { return; }
  let i = index % N;
  let head = index / N % KV_HEADS;
  let copy = index / (N * KV_HEADS) % sizes.repeat;
  let row = index / (N * KV_HEADS * sizes.repeat);
  let sequence = sequence_of[row];
  if (sequence == FILLER || positions[row] >= sizes.capacity) { return; }
  let source = (row * (HEADS + 2 * KV_HEADS) + HEADS + head) * N + i;
  let to = (((sequence * sizes.repeat + copy) * KV_HEADS + head) * sizes.capacity + positions[row]) * N + i;
  k_cache[to] = qkv[source];
  v_cache[to] = qkv[source + KV_HEADS * N];
}
