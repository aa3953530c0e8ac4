// Layer normalisation, one invocation a row: out = (x - mean) * rstd * gamma + beta with the biased variance,
// computed about the mean in a second walk because E[x^2] - mean^2 cancels.
struct Sizes { rows: u32 }
override COLS: u32; // in elements
override EPS: f32;
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> gamma: array<Element>;
@group(0) @binding(2) var<storage, read> beta: array<Element>;
@group(0) @binding(3) var<storage, read_write> out: array<Element>;
@group(0) @binding(4) var<storage, read_write> stats: array<vec2f>; // mean, rstd
@group(0) @binding(5) var<uniform> sizes: Sizes;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 32u;
  if (row >= sizes.rows) { return; }
  let base = row * COLS;
  let size = f32(COLS * WIDTH);
  var sum = Element();
  for (var i = 0u; i < COLS; i++) { sum += x[base + i]; }
  let mean = total(sum) / size;
  var squares = Element();
  for (var i = 0u; i < COLS; i++) {
    let centred = x[base + i] - mean;
    squares += centred * centred;
  }
  let rstd = 1.0 / sqrt(total(squares) / size + EPS);
  for (var i = 0u; i < COLS; i++) {
    out[base + i] = (x[base + i] - mean) * rstd * gamma[i] + beta[i];
  }
  stats[row] = vec2f(mean, rstd);
}
