// Attention forward over packed sequences, causal or both ways: one invocation per head and block of up to M queries of one
// sequence, one pass over their keys with an online softmax. The launcher puts V, N, M and inner() in front of
// this text and repeats lines: `$` runs over the pieces of a head, `#` over the queries of a block.
// A row of qkv is HEADS heads of q, then KV_HEADS of k, then KV_HEADS of v. Knows nothing of padding.

override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;
override BOTH_WAYS: bool; // whether queries see the keys behind them, too

@group(0) @binding(0) var<storage, read> qkv: array<V>;
// First row of the sequence, start and stop of the block, end of the sequence.
@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read_write> out: array<V>;
@group(0) @binding(3) var<storage, read_write> lse: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  let count = arrayLength(&blocks);
  if (index >= count * HEADS) { return; }
  let block = blocks[index % count];
  if (block.y >= block.z) { return; }
  let head = index / count;
  let width = (HEADS + 2 * KV_HEADS) * N;
  let first = head * N;
  let keys = (HEADS + head / (HEADS / KV_HEADS)) * N;

  // Past the end the last query is repeated: the same values written twice.
  let query# = min(block.y + #, block.z - 1);
  let q#_$ = qkv[first + query# * width + $] * SCALE;
  var sum#_$ = V(0.0);
  var top# = -3.0e38;
  var mass# = 0.0;
  let stop = select(block.z, block.w, BOTH_WAYS);
  for (var key = block.x; key < stop; key++) {
    let at = keys + key * width;
    let k_$ = qkv[at + $];
    let v_$ = qkv[at + KV_HEADS * N + $];
    var dot# = 0.0;
    dot# += inner(q#_$, k_$);
    let score# = select(-3.0e38, dot#, BOTH_WAYS || key <= query#);
    let raised# = score# > top#;
    // exp(0) need not be exactly 1 everywhere, and would be applied once per key.
    let shrink# = select(1.0, exp(top# - score#), raised#);
    top# = select(top#, score#, raised#);
    let p# = exp(score# - top#);
    mass# = mass# * shrink# + p#;
    sum#_$ = sum#_$ * shrink# + p# * v_$;
  }
  lse[query# * HEADS + head] = top# + log(mass#);
  out[first + query# * HEADS * N + $] = sum#_$ / mass#;
}
