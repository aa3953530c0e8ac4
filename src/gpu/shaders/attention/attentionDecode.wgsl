// Attention of one new token per row over its cached keys 0..cursor: one invocation per (row, head), M keys
// a step. The launcher puts V, N, M and inner() in front of this text and repeats lines: `$` runs over the
// pieces of a head, `#` over the keys of a step. The token's own k and v are in the cache already.

struct Sizes { batch: u32, capacity: u32 }
override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> k_cache: array<V>;
@group(0) @binding(2) var<storage, read> v_cache: array<V>;
@group(0) @binding(3) var<storage, read> cursor: array<u32>;
@group(0) @binding(4) var<storage, read_write> out: array<V>;
@group(0) @binding(5) var<uniform> sizes: Sizes;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 16;
  if (index >= sizes.batch * HEADS) { return; }
  let head = index % HEADS;
  let row = index / HEADS;

  let q_$ = qkv[(row * (HEADS + 2 * KV_HEADS) + head) * N + $] * SCALE;
  let cached = row * KV_HEADS + head / (HEADS / KV_HEADS);
  var sum_$ = V(0.0);
  var top = -3.0e38;
  var mass = 0.0;
  let last = min(cursor[row], sizes.capacity - 1);
  for (var key = 0u; key <= last; key += M) {
    // Past the end the last key is read again and weighs nothing: the cache beyond it may hold anything.
    let at# = (cached * sizes.capacity + min(key + #, last)) * N;
    var dot# = 0.0;
    dot# += inner(q_$, k_cache[at# + $]);
    let score# = select(-3.0e38, dot#, key + # <= last);
    let old = top;
    top = max(top, score#);
    // exp(0) need not be exactly 1 everywhere, and would be applied once per step.
    let shrink = select(1.0, exp(old - top), top > old);
    mass *= shrink;
    let p# = exp(score# - top);
    mass += p#;
    sum_$ *= shrink;
    sum_$ += p# * v_cache[at# + $];
  }
  out[index * N + $] = sum_$ / mass;
}
