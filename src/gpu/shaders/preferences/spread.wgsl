// The way back: each token of an answer has the gradient of the answer's sum, and filler slots have none. One invocation
// for each slot and for each place of the grid; no two write the same slot.
const NONE = 0xffffffffu;
struct Sizes { answers: u32, width: u32, slots: u32 }
@group(0) @binding(0) var<storage, read> gradients: array<f32>;
@group(0) @binding(1) var<storage, read> slot_at: array<u32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_logp: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) grid: vec3u) {
  let i = id.x + id.y * grid.x * 64u;
  if (i < sizes.slots && mask[i] <= 0.5) { d_logp[i] = 0.0; }
  if (i >= sizes.answers * sizes.width) { return; }
  let slot = slot_at[i];
  if (slot != NONE) { d_logp[slot] = gradients[i / sizes.width]; }
}
