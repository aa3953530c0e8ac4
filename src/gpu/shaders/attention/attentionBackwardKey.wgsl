// Gradients of attention with respect to k and v: one invocation per key head and block of up to M
// keys, for each query head that it serves one pass over the queries that see any of them. dv = sum P dO, dk = scale * sum dS q, with P and dS as in
// attentionBackwardQuery. The launcher puts V, N, M and inner() in front of this text and repeats lines:
// `$` runs over the pieces of a head, `#` over the keys of a block.

override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;
override BOTH_WAYS: bool; // whether queries see the keys behind them, too

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read> d_out: array<V>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read> delta: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_qkv: array<V>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  let count = arrayLength(&blocks);
  if (index >= count * KV_HEADS) { return; }
  let block = blocks[index % count];
  if (block.y >= block.z) { return; }
  let kvHead = index / count;
  let group = HEADS / KV_HEADS;
  let width = (HEADS + 2 * KV_HEADS) * N;

  // Past the end the last key is repeated: the same values written twice.
  let key# = min(block.y + #, block.z - 1);
  let own# = key# * width + (HEADS + kvHead) * N;
  let k#_$ = qkv[own# + $] * SCALE;
  let v#_$ = qkv[own# + KV_HEADS * N + $];
  var dk#_$ = V(0.0);
  var dv#_$ = V(0.0);
  for (var head = kvHead * group; head < (kvHead + 1) * group; head++) {
    for (var query = select(block.y, block.x, BOTH_WAYS); query < block.w; query++) {
      let q_$ = qkv[head * N + query * width + $];
      let go_$ = d_out[(query * HEADS + head) * N + $];
      let z = lse[query * HEADS + head];
      let d = delta[query * HEADS + head];
      var score# = 0.0;
      var dp# = 0.0;
      score# += inner(k#_$, q_$);
      dp# += inner(v#_$, go_$);
      let p# = exp(select(-3.0e38, score# - z, BOTH_WAYS || key# <= query));
      let ds# = p# * (dp# - d);
      dk#_$ += ds# * q_$;
      dv#_$ += p# * go_$;
    }
  }
  d_qkv[own# + $] = dk#_$ * SCALE;
  d_qkv[own# + KV_HEADS * N + $] = dv#_$;
}
