// Overwrites logits with d_logp[row] * (onehot(target) - softmax(logits / T)) / T; 0 from column VOCAB on.
// One invocation per vector element: the log-sum-exp is known, so no reduction is left.

struct Step { temperature: f32 }

override ROWS: u32;
override VOCAB: u32;
override LD: u32;

@group(0) @binding(0) var<storage, read_write> logits: array<V>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read> lse: array<f32>;
@group(0) @binding(3) var<storage, read> d_logp: array<f32>;
@group(0) @binding(4) var<uniform> step: Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= ROWS * (LD / LANES)) { return; }
  let row = index / (LD / LANES);
  let column = index % (LD / LANES) * LANES;
  let coefficient = d_logp[row];
  // A row without weight is written as 0 rather than 0 * p: its logits may be anything.
  if (coefficient == 0.0 || column >= VOCAB) {
    logits[index] = V(0.0);
    return;
  }
  let scale = 1.0 / step.temperature;
  let p = exp(min(logits[index] * scale - lse[row], V(0.0)));
  let gradient = coefficient * scale * (onehot(targets[row], column) - p);
  logits[index] = select(V(0.0), gradient, below(VOCAB, column));
}
