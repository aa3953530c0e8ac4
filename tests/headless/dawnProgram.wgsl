@group(0) @binding(0) var<storage, read_write> values: array<f32>;

override count: u32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < count) {
    values[id.x] = 2.0 * values[id.x];
  }
}
