// Policy half of the clipped PPO loss (Schulman et al. 2017, eq. 7; with a bound on what a negative advantage can weigh where
// dual_clip is set, Ye et al. 2020, eq. 5) over a minibatch of rows, in two entry points. `count` leaves the number of real tokens of each block of 32 rows. `main` adds those up and writes
// the gradient d loss / d logp of its block and the block's sums for the metrics. Masked rows are never read.

struct Sizes { rows: u32, blocks: u32 }
struct Step { clip: f32, value_clip: f32, vf_coef: f32, tokens: f32, dual_clip: f32 }


@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> old_logp: array<f32>;
@group(0) @binding(2) var<storage, read> advantages: array<f32>;
@group(0) @binding(3) var<storage, read> entropy: array<f32>;
@group(0) @binding(4) var<storage, read> mask: array<f32>;
@group(0) @binding(5) var<storage, read_write> counts: array<f32>;
@group(0) @binding(6) var<storage, read_write> d_logp: array<f32>;
@group(0) @binding(7) var<storage, read_write> sums: array<f32>;
@group(0) @binding(8) var<uniform> step: Step;
@group(0) @binding(9) var<uniform> sizes: Sizes;

@compute @workgroup_size(4)
fn count(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let block = id.x + id.y * groups.x * 4;
  if (block >= sizes.blocks) { return; }
  var tokens = 0.0;
  for (var i = block * 32; i < min(block * 32 + 32, sizes.rows); i++) {
    if (mask[i] > 0.5) { tokens += 1.0; }
  }
  counts[block] = tokens;
}

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let block = id.x + id.y * groups.x * 4;
  if (block >= sizes.blocks) { return; }
  var tokens = 0.0;
  for (var b = 0u; b < sizes.blocks; b++) { tokens += counts[b]; }
  let share = 1.0 / max(select(step.tokens, tokens, step.tokens == 0.0), 1.0);

  var loss = 0.0;
  var kl = 0.0;
  var clipped = 0.0;
  var excess = 0.0; // ratio - 1, so that its variance does not cancel away
  var excess_squared = 0.0;
  var highest = 0.0;
  var lowest = 3.0e38;
  var entropies = 0.0;
  var advantage_sum = 0.0;
  var cut = 0.0;
  for (var i = block * 32; i < min(block * 32 + 32, sizes.rows); i++) {
    if (mask[i] <= 0.5) {
      d_logp[i] = 0.0;
      continue;
    }
    let advantage = advantages[i];
    let raw = logp[i] - old_logp[i];
    let d = clamp(raw, -20.0, 20.0);
    // exp(0) need not be exactly 1 on every GPU, and an unchanged policy must report exactly 1.
    let ratio = select(exp(d), 1.0, d == 0.0);
    let free = -advantage * ratio;
    let bound = -advantage * clamp(ratio, 1.0 - step.clip, 1.0 + step.clip);
    // Of a negative advantage the loss is at most -c * A: a token that has become c times as probable pulls no more.
    let most = -step.dual_clip * advantage;
    let is_cut = step.dual_clip > 0.0 && advantage < 0.0 && free > most;
    // Where the clipped branch is larger the ratio is outside its range and the loss is flat.
    d_logp[i] = select(free * share, 0.0, bound > free || raw != d || is_cut);
    loss += select(max(free, bound), most, is_cut);
    cut += select(0.0, 1.0, is_cut);
    kl += 0.5 * d * d;
    clipped += select(0.0, 1.0, bound > free);
    excess += ratio - 1.0;
    excess_squared += (ratio - 1.0) * (ratio - 1.0);
    highest = max(highest, ratio);
    lowest = min(lowest, ratio);
    entropies += entropy[i];
    advantage_sum += advantage;
  }
  let to = block * 10;
  sums[to] = loss;
  sums[to + 1] = kl;
  sums[to + 2] = clipped;
  sums[to + 3] = excess;
  sums[to + 4] = excess_squared;
  sums[to + 5] = highest;
  sums[to + 6] = lowest;
  sums[to + 7] = entropies;
  sums[to + 8] = advantage_sum;
  sums[to + 9] = cut;
}
