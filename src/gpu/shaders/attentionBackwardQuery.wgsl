// Gradient of causal attention with respect to q: one invocation per query, one pass over its keys.
// P is recomputed from the saved log-sum-exp: P = exp(s - lse), dS = P * (dO.v - D), dq = scale * sum dS k,
// with D = dO.O (FlashAttention-2, Dao 2023, algorithm 2). D is kept for the pass over keys.
// The launcher puts V, N and inner() in front of this text.

override BATCH: u32;
override LENGTH: u32;
override HEADS: u32;
override SCALE: f32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> out: array<V>;
@group(0) @binding(2) var<storage, read> d_out: array<V>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_qkv: array<V>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= BATCH * HEADS * LENGTH) { return; }
  let query = index % LENGTH;
  let head = index / LENGTH % HEADS;
  let batch = index / (LENGTH * HEADS);
  let width = HEADS * N;
  let first = batch * LENGTH * 3 * width + head * N;
  let own = (batch * LENGTH + query) * width + head * N;

  var q: array<V, N>;
  var go: array<V, N>;
  var dq: array<V, N>;
  var d = 0.0;
  for (var i = 0u; i < N; i++) {
    q[i] = qkv[first + query * 3 * width + i] * SCALE;
    go[i] = d_out[own + i];
    d += inner(go[i], out[own + i]);
  }
  delta[index] = d;
  let z = lse[index];
  var at = first + width;
  for (var key = 0u; key <= query; key++) {
    var score = 0.0;
    var dp = 0.0;
    for (var i = 0u; i < N; i++) {
      score += inner(q[i], qkv[at + i]);
      dp += inner(go[i], qkv[at + width + i]);
    }
    let ds = exp(score - z) * (dp - d);
    for (var i = 0u; i < N; i++) { dq[i] += ds * qkv[at + i]; }
    at += 3 * width;
  }
  for (var i = 0u; i < N; i++) { d_qkv[first + query * 3 * width + i] = dq[i] * SCALE; }
}
