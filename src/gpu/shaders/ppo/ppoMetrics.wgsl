// Adds up the block sums of ppoPolicy and ppoValue and writes the metrics in the order of PPO_METRICS.
// A single invocation: there is one set of sums per 32 rows. Without a real token every metric is 0.

struct Sizes { blocks: u32 }
struct Step { clip: f32, value_clip: f32, vf_coef: f32, tokens: f32 }


@group(0) @binding(0) var<storage, read> counts: array<f32>;
@group(0) @binding(1) var<storage, read> policy: array<f32>;
@group(0) @binding(2) var<storage, read> value: array<f32>;
@group(0) @binding(3) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(4) var<uniform> step: Step;
@group(0) @binding(5) var<uniform> sizes: Sizes;

@compute @workgroup_size(1)
fn main() {
  var tokens = 0.0;
  var p: array<f32, 10>;
  var v: array<f32, 5>;
  p[6] = 3.0e38;
  for (var b = 0u; b < sizes.blocks; b++) {
    tokens += counts[b];
    for (var i = 0u; i < 10; i++) {
      let x = policy[b * 10 + i];
      if (i == 5) { p[i] = max(p[i], x); } else if (i == 6) { p[i] = min(p[i], x); } else { p[i] += x; }
    }
    for (var i = 0u; i < 5; i++) { v[i] += value[b * 5 + i]; }
  }
  let share = 1.0 / max(tokens, 1.0);
  let some = min(tokens, 1.0);
  let excess = p[3] * share;
  metrics[0] = p[0] * share;
  metrics[1] = v[0] * share;
  metrics[2] = p[0] * share + step.vf_coef * v[0] * share;
  metrics[3] = p[1] * share;
  metrics[4] = p[2] * share;
  metrics[5] = v[1] * share;
  metrics[6] = (1.0 + excess) * some;
  metrics[7] = max(p[4] * share - excess * excess, 0.0);
  metrics[8] = p[5] * some;
  metrics[9] = select(0.0, p[6], tokens > 0.0);
  metrics[10] = p[7] * share;
  metrics[11] = v[2] * share;
  metrics[12] = v[3] * share;
  metrics[13] = tokens;
  metrics[14] = p[8] * share;
  metrics[15] = v[4] * share;
  metrics[16] = p[9] * share;
  metrics[17] = 0.0; // ppoPenaltyMetrics.wgsl, where there are penalties
}
