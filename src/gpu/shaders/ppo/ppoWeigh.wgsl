// Each token's advantage times its importance. max(-A r, -A clip(r)) and its bound by dual_clip are proportional to an A whose
// sign stays, so a weight of the advantage is a weight of the token's policy loss.

struct Sizes { rows: u32 }

@group(0) @binding(0) var<storage, read> advantages: array<f32>;
@group(0) @binding(1) var<storage, read> importance: array<f32>;
@group(0) @binding(2) var<storage, read_write> weighed: array<f32>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * 64;
  if (i < sizes.rows) { weighed[i] = advantages[i] * importance[i]; }
}
