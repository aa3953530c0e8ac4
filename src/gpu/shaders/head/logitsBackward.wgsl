// Overwrites logits with their gradient: `slope_of`, 0 from column VOCAB on. In front of this text stand the build's piece
// (LANES = 4 reads vec4s) and what the loss is differentiated by: log-probabilities alone (logitsSlope.wgsl), or entropies
// too (logitsSlopeEntropy.wgsl). PARTS invocations share a row: the log-sum-exp is known, so no reduction is left.

struct Sizes { rows: u32 }
struct Step { temperature: f32 }

override VOCAB: u32;
override LD: u32;
override PARTS: u32;

@group(0) @binding(0) var<storage, read_write> logits: array<V>;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read> lse: array<f32>;
@group(0) @binding(3) var<storage, read> d_logp: array<f32>;
@group(0) @binding(4) var<uniform> step: Step;
@group(0) @binding(5) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64;
  if (index >= sizes.rows * PARTS) { return; }
  let row = index / PARTS;
  let hit = targets[row];
  let z = lse[row];
  let weight = weight_of(row);
  let scale = 1.0 / step.temperature;
  // A row without weight is written as 0 rather than 0 * p: its logits may be anything.
  let end = select(VOCAB, 0, is_weightless(weight));
  for (var i = index % PARTS; i < LD / LANES; i += PARTS) {
    let at = row * (LD / LANES) + i;
    let gradient = slope_of(weight, scale, onehot(hit, i * LANES), min(logits[at] * scale - z, V(0.0)));
    logits[at] = select(V(0.0), gradient, below(end, i * LANES));
  }
}
