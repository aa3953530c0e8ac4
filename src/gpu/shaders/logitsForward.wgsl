// Log-probability of a given token, entropy and log-sum-exp of softmax(logits / temperature), per row.
// One invocation per row, so a row's result cannot depend on its neighbours. LANES = 4 reads vec4s.
// Knows nothing of masks: rows that do not count get a coefficient of 0 in the backward pass.

struct Step { temperature: f32 }

override ROWS: u32;
override VOCAB: u32;
override LD: u32;

@group(0) @binding(0) var<storage, read> logits: array<V>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read_write> logp: array<f32>;
@group(0) @binding(3) var<storage, read_write> entropy: array<f32>;
@group(0) @binding(4) var<storage, read_write> lse: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 4;
  if (row >= ROWS) { return; }
  let first = row * (LD / LANES);
  let full = VOCAB / LANES;

  var tops = V(-3.0e38);
  for (var i = 0u; i < full; i++) { tops = max(tops, logits[first + i]); }
  var top = largest(tops);
  for (var j = full * LANES; j < VOCAB; j++) { top = max(top, component(logits[first + full], j % LANES)); }

  // Sum of weights e^x and of e^x * x, with x = (logit - top) / temperature <= 0.
  let scale = 1.0 / step.temperature;
  var masses = V(0.0);
  var moments = V(0.0);
  for (var i = 0u; i < full; i++) {
    let x = (logits[first + i] - top) * scale;
    let w = exp(x);
    masses += w;
    moments += w * x;
  }
  var mass = total(masses);
  var moment = total(moments);
  for (var j = full * LANES; j < VOCAB; j++) {
    let x = (component(logits[first + full], j % LANES) - top) * scale;
    mass += exp(x);
    moment += exp(x) * x;
  }
  let spread = log(mass);
  let target_id = min(targets[row], VOCAB - 1);
  let x = (component(logits[first + target_id / LANES], target_id % LANES) - top) * scale;
  logp[row] = x - spread;
  entropy[row] = spread - moment / mass;
  lse[row] = top * scale + spread;
}
