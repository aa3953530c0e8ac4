// Value half of the PPO loss: vf_coef * 0.5 * mean(max((V - R)^2, (clip(V, V_old +- value_clip) - R)^2)).
// One invocation per block of 32 rows writes d loss / d value and the block's sums. Token counts per block
// come from ppoPolicy's `count`. Masked rows are never read.

struct Sizes { rows: u32, blocks: u32 }
struct Step { clip: f32, value_clip: f32, vf_coef: f32, tokens: f32 }


@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read> old_values: array<f32>;
@group(0) @binding(2) var<storage, read> returns: array<f32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read> counts: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_value: array<f32>;
@group(0) @binding(6) var<storage, read_write> sums: array<f32>;
@group(0) @binding(7) var<uniform> step: Step;
@group(0) @binding(8) var<uniform> sizes: Sizes;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let block = id.x + id.y * groups.x * 4;
  if (block >= sizes.blocks) { return; }
  var tokens = 0.0;
  for (var b = 0u; b < sizes.blocks; b++) { tokens += counts[b]; }
  let share = step.vf_coef / max(select(step.tokens, tokens, step.tokens == 0.0), 1.0);

  var loss = 0.0;
  var clipped = 0.0;
  var value_sum = 0.0;
  var error_sum = 0.0;
  var return_sum = 0.0;
  for (var i = block * 32; i < min(block * 32 + 32, sizes.rows); i++) {
    if (mask[i] <= 0.5) {
      d_value[i] = 0.0;
      continue;
    }
    let value = values[i];
    let near = clamp(value, old_values[i] - step.value_clip, old_values[i] + step.value_clip);
    let error = value - returns[i];
    let free = error * error;
    let bound = (near - returns[i]) * (near - returns[i]);
    d_value[i] = select(error * share, 0.0, bound > free);
    loss += 0.5 * max(free, bound);
    clipped += select(0.0, 1.0, bound > free);
    value_sum += value;
    error_sum += free;
    return_sum += returns[i];
  }
  let to = block * 5;
  sums[to] = loss;
  sums[to + 1] = clipped;
  sums[to + 2] = value_sum;
  sums[to + 3] = error_sum;
  sums[to + 4] = return_sum;
}
