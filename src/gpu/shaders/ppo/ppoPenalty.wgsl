// What PPO's loss may have beside its two halves: kl_coef * KL to the reference by an estimator, and -entropy_coef * entropy,
// means over real tokens. In front of this text stands klEstimators.wgsl. Adds to what ppoPolicy wrote to d_logp, writes
// d loss / d entropy, and each block's sums of the estimates. Token counts per block come from ppoPolicy's `count`. Masked
// rows are never read.

struct Sizes { rows: u32, blocks: u32 }
struct Step {
  clip: f32, value_clip: f32, vf_coef: f32, tokens: f32, dual_clip: f32, kl_coef: f32, kl_estimator: u32, entropy_coef: f32,
}

@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> logp_ref: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> counts: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_logp: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_entropy: array<f32>;
@group(0) @binding(6) var<storage, read_write> sums: array<f32>;
@group(0) @binding(7) var<uniform> step: Step;
@group(0) @binding(8) var<uniform> sizes: Sizes;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let block = id.x + id.y * groups.x * 4;
  if (block >= sizes.blocks) { return; }
  var tokens = 0.0;
  for (var b = 0u; b < sizes.blocks; b++) { tokens += counts[b]; }
  let share = 1.0 / max(select(step.tokens, tokens, step.tokens == 0.0), 1.0);
  var kl = 0.0;
  for (var i = block * 32; i < min(block * 32 + 32, sizes.rows); i++) {
    if (mask[i] <= 0.5) {
      d_entropy[i] = 0.0;
      continue;
    }
    let gap = logp[i] - logp_ref[i];
    d_logp[i] += step.kl_coef * kl_slope(step.kl_estimator, gap) * share;
    d_entropy[i] = -step.entropy_coef * share;
    kl += kl_value(step.kl_estimator, gap);
  }
  sums[block] = kl;
}
