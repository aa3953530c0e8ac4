// Adds the penalties of ppoPenalty.wgsl to the loss among PPO_METRICS, and writes the mean estimate of the KL. One invocation.

struct Sizes { blocks: u32 }
struct Step {
  clip: f32, value_clip: f32, vf_coef: f32, tokens: f32, dual_clip: f32, kl_coef: f32, kl_estimator: u32, entropy_coef: f32,
}

@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(2) var<uniform> step: Step;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(1)
fn main() {
  var kl = 0.0;
  for (var b = 0u; b < sizes.blocks; b++) { kl += sums[b]; }
  let mean = kl / max(metrics[13], 1.0);
  metrics[17] = mean;
  metrics[2] += step.kl_coef * mean - step.entropy_coef * metrics[10];
}
