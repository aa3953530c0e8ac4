// Per-token rewards of a rollout: r_t = -beta * k_t, plus the score on the last real token, where k is an estimate of the KL,
// k1 = logp - logp_ref (Ziegler et al. 2019, eq. 2) or another of klEstimators.wgsl, which stands in front of this text. One
// invocation per sequence; padding is written as 0.

struct Sizes { batch: u32, width: u32 } // of the grid: sequences, and the most tokens of one
struct Step { beta: f32, estimator: u32 }


@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> logp_ref: array<f32>;
@group(0) @binding(2) var<storage, read> scores: array<f32>;
@group(0) @binding(3) var<storage, read> lengths: array<u32>;
@group(0) @binding(4) var<storage, read_write> rewards: array<f32>;
@group(0) @binding(5) var<storage, read_write> kl: array<f32>;
@group(0) @binding(6) var<storage, read_write> stats: array<vec4f>;
@group(0) @binding(7) var<uniform> step: Step;
@group(0) @binding(8) var<uniform> sizes: Sizes;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 16;
  if (row >= sizes.batch) { return; }
  let length = min(lengths[row], sizes.width);
  var sums = vec4f(0.0);
  for (var t = 0u; t < sizes.width; t++) {
    let i = row * sizes.width + t;
    var reward = 0.0;
    var d = 0.0;
    if (t < length) {
      d = kl_gap(logp[i] - logp_ref[i]);
      let penalty = -step.beta * kl_value(step.estimator, d);
      sums += vec4f(d, k3(d), -logp[i], penalty);
      reward = penalty;
      if (t + 1 == length) { reward += scores[row]; }
    }
    rewards[i] = reward;
    kl[i] = d;
  }
  stats[row] = sums;
}
