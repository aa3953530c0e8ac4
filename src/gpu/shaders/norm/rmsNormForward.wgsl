// Root-mean-square normalisation, one invocation a row: out = x * scale * gamma with
// scale = 1 / sqrt(mean(x^2) + EPS). No mean is taken off and nothing is added.
struct Sizes { rows: u32 }
override COLS: u32; // in elements
override EPS: f32;
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> gamma: array<Element>;
@group(0) @binding(2) var<storage, read_write> out: array<Element>;
@group(0) @binding(3) var<storage, read_write> scales: array<f32>;
@group(0) @binding(4) var<uniform> sizes: Sizes;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 32u;
  if (row >= sizes.rows) { return; }
  let base = row * COLS;
  var squares = Element();
  for (var i = 0u; i < COLS; i++) { squares += x[base + i] * x[base + i]; }
  let scale = 1.0 / sqrt(total(squares) / f32(COLS * WIDTH) + EPS);
  for (var i = 0u; i < COLS; i++) { out[base + i] = x[base + i] * scale * gamma[i]; }
  scales[row] = scale;
}
