// rmsNormForward.wgsl by a workgroup a row, in the order rowTree64.
struct Sizes { rows: u32 }
override COLS: u32; // in elements
override EPS: f32;
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> gamma: array<Element>;
@group(0) @binding(2) var<storage, read_write> out: array<Element>;
@group(0) @binding(3) var<storage, read_write> scales: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(LANES)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = group.x + group.y * groups.x;
  if (row >= sizes.rows) { return; }
  let base = row * COLS;
  var squares = Element();
  for (var i = lane; i < COLS; i += LANES) { squares += x[base + i] * x[base + i]; }
  let sum = rowTree(lane, vec2f(total(squares), 0.0)).x;
  let scale = 1.0 / sqrt(sum / f32(COLS * WIDTH) + EPS);
  for (var i = lane; i < COLS; i += LANES) { out[base + i] = x[base + i] * scale * gamma[i]; }
  if (lane == 0u) { scales[row] = scale; }
}
