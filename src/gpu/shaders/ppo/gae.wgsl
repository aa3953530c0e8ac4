// Generalised advantage estimation (Schulman et al. 2016, eq. 16), one invocation per sequence, backwards:
// delta_t = r_t + gamma V_{t+1} - V_t, A_t = delta_t + gamma lambda A_{t+1}, return_t = A_t + V_t.
// V after the last real token is 0. Padding is written as 0. Knows nothing of whitening.

struct Sizes { batch: u32, width: u32 } // of the grid: sequences, and the most tokens of one
struct Step { gamma: f32, lambda: f32 }


@group(0) @binding(0) var<storage, read> rewards: array<f32>;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> lengths: array<u32>;
@group(0) @binding(3) var<storage, read_write> advantages: array<f32>;
@group(0) @binding(4) var<storage, read_write> returns: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;
@group(0) @binding(6) var<uniform> sizes: Sizes;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 16;
  if (row >= sizes.batch) { return; }
  let length = min(lengths[row], sizes.width);
  var next_value = 0.0;
  var advantage = 0.0;
  for (var back = 0u; back < sizes.width; back++) {
    let t = sizes.width - 1 - back;
    let i = row * sizes.width + t;
    if (t >= length) {
      advantages[i] = 0.0;
      returns[i] = 0.0;
      continue;
    }
    let value = values[i];
    let delta = rewards[i] + step.gamma * next_value - value;
    advantage = delta + step.gamma * step.lambda * advantage;
    next_value = value;
    advantages[i] = advantage;
    returns[i] = advantage + value;
  }
}
