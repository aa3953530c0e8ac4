// Gradients of causal attention with respect to k and v: one invocation per key, one pass over the
// queries that see it. dv = sum P dO, dk = scale * sum dS q, with P and dS as in attentionBackwardQuery.
// The launcher puts V, N and inner() in front of this text.

override BATCH: u32;
override LENGTH: u32;
override HEADS: u32;
override SCALE: f32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> d_out: array<V>;
@group(0) @binding(2) var<storage, read> lse: array<f32>;
@group(0) @binding(3) var<storage, read> delta: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_qkv: array<V>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= BATCH * HEADS * LENGTH) { return; }
  let key = index % LENGTH;
  let head = index / LENGTH % HEADS;
  let batch = index / (LENGTH * HEADS);
  let width = HEADS * N;
  let first = batch * LENGTH * 3 * width + head * N;
  let own = first + key * 3 * width;

  var k: array<V, N>;
  var v: array<V, N>;
  var dk: array<V, N>;
  var dv: array<V, N>;
  for (var i = 0u; i < N; i++) {
    k[i] = qkv[own + width + i] * SCALE;
    v[i] = qkv[own + 2 * width + i];
  }
  for (var query = key; query < LENGTH; query++) {
    let at = first + query * 3 * width;
    let go = (batch * LENGTH + query) * width + head * N;
    let row = index - key + query;
    var score = 0.0;
    var dp = 0.0;
    for (var i = 0u; i < N; i++) {
      score += inner(k[i], qkv[at + i]);
      dp += inner(v[i], d_out[go + i]);
    }
    let p = exp(score - lse[row]);
    let ds = p * (dp - delta[row]);
    for (var i = 0u; i < N; i++) {
      dv[i] += p * d_out[go + i];
      dk[i] += ds * qkv[at + i];
    }
  }
  for (var i = 0u; i < N; i++) {
    d_qkv[own + width + i] = dk[i] * SCALE;
    d_qkv[own + 2 * width + i] = dv[i];
  }
}
