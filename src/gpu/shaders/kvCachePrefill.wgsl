// Copies the keys and values of a batch of prompts into the cache, each prompt REPEAT times:
// answers to one prompt share its prefill. One invocation per cached vector element.
// The launcher puts V and N in front of this text.

override BATCH: u32;
override LENGTH: u32;
override HEADS: u32;
override CAPACITY: u32;
override REPEAT: u32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read_write> k_cache: array<V>;
@group(0) @binding(2) var<storage, read_write> v_cache: array<V>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= BATCH * REPEAT * HEADS * LENGTH * N) { return; }
  let i = index % N;
  let position = index / N % LENGTH;
  let head = index / (N * LENGTH) % HEADS;
  let row = index / (N * LENGTH * HEADS);
  let width = HEADS * N;
  let source = (row / REPEAT * LENGTH + position) * 3 * width + head * N + i;
  let to = ((row * HEADS + head) * CAPACITY + position) * N + i;
  k_cache[to] = qkv[source + width];
  v_cache[to] = qkv[source + 2 * width];
}
