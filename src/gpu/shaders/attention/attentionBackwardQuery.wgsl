// Gradient of attention with respect to q: one invocation per head and block of up to M queries.
// P is recomputed from the saved log-sum-exp: P = exp(s - lse), dS = P * (dO.v - D), dq = scale * sum dS k,
// with D = dO.O (FlashAttention-2, Dao 2023, algorithm 2). D is kept for the pass over keys.
// The launcher puts V, N, M and inner() in front of this text and repeats lines: `$` runs over the pieces of
// a head, `#` over the queries of a block.

override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;
override BOTH_WAYS: bool; // whether queries see the keys behind them, too

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read> out: array<V>;
@group(0) @binding(3) var<storage, read> d_out: array<V>;
@group(0) @binding(4) var<storage, read> lse: array<f32>;
@group(0) @binding(5) var<storage, read_write> delta: array<f32>;
@group(0) @binding(6) var<storage, read_write> d_qkv: array<V>;

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
  let go#_$ = d_out[first + query# * HEADS * N + $];
  var dq#_$ = V(0.0);
  var d# = 0.0;
  d# += inner(go#_$, out[first + query# * HEADS * N + $]);
  let z# = lse[query# * HEADS + head];
  delta[query# * HEADS + head] = d#;
  let stop = select(block.z, block.w, BOTH_WAYS);
  for (var key = block.x; key < stop; key++) {
    let at = keys + key * width;
    let k_$ = qkv[at + $];
    let v_$ = qkv[at + KV_HEADS * N + $];
    var score# = 0.0;
    var dp# = 0.0;
    score# += inner(q#_$, k_$);
    dp# += inner(go#_$, v_$);
    let ds# = exp(select(-3.0e38, score# - z#, BOTH_WAYS || key <= query#)) * (dp# - d#);
    dq#_$ += ds# * k_$;
  }
  d_qkv[first + query# * width + $] = dq#_$ * SCALE;
}
