// Causal attention forward: one invocation per query, one pass over its keys with an online softmax.
// The launcher puts V (a vector of the head), N (vectors per head) and inner() in front of this text.
// Knows the q|k|v layout of GPT-2's c_attn; knows nothing of padding: causality already hides it.

override BATCH: u32;
override LENGTH: u32;
override HEADS: u32;
override SCALE: f32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read_write> out: array<V>;
@group(0) @binding(2) var<storage, read_write> lse: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= BATCH * HEADS * LENGTH) { return; }
  let query = index % LENGTH;
  let head = index / LENGTH % HEADS;
  let batch = index / (LENGTH * HEADS);
  let width = HEADS * N;
  let first = batch * LENGTH * 3 * width + head * N;

  var q: array<V, N>;
  var sum: array<V, N>;
  for (var i = 0u; i < N; i++) {
    q[i] = qkv[first + query * 3 * width + i] * SCALE;
  }
  var top = -3.0e38;
  var mass = 0.0;
  var at = first + width;
  for (var key = 0u; key <= query; key++) {
    var score = 0.0;
    for (var i = 0u; i < N; i++) { score += inner(q[i], qkv[at + i]); }
    if (score > top) {
      let shrink = exp(top - score);
      top = score;
      mass *= shrink;
      for (var i = 0u; i < N; i++) { sum[i] *= shrink; }
    }
    let p = exp(score - top);
    mass += p;
    for (var i = 0u; i < N; i++) { sum[i] += p * qkv[at + width + i]; }
    at += 3 * width;
  }
  lse[index] = top + log(mass);
  let to = (batch * LENGTH + query) * width + head * N;
  for (var i = 0u; i < N; i++) { out[to + i] = sum[i] / mass; }
}
