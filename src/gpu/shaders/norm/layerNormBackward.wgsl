// Input gradient of layer normalisation, one invocation a row. With xhat = (x - mean) * rstd and
// g = dOut * gamma: dx = rstd * (g - mean(g) - xhat * mean(g * xhat)). The invocations behind the rows do `others`.
struct Sizes { rows: u32, firstBehind: u32 }
override COLS: u32; // in elements
override ACCUMULATE: bool; // onto what came along the residual stream
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> gamma: array<Element>;
@group(0) @binding(2) var<storage, read> stats: array<vec2f>;
@group(0) @binding(3) var<storage, read> dOut: array<Element>;
@group(0) @binding(4) var<storage, read> onto: array<Element>;
@group(0) @binding(5) var<storage, read_write> dx: array<Element>;
@group(0) @binding(6) var<uniform> sizes: Sizes;

fn inputGradient(row: u32) {
  if (row >= sizes.rows) { return; }
  let base = row * COLS;
  let size = f32(COLS * WIDTH);
  let mean = stats[row].x;
  let rstd = stats[row].y;
  var sum = Element();
  var sumHat = Element();
  for (var i = 0u; i < COLS; i++) {
    let g = dOut[base + i] * gamma[i];
    sum += g;
    sumHat += g * (x[base + i] - mean) * rstd;
  }
  let meanG = total(sum) / size;
  let meanHat = total(sumHat) / size;
  for (var i = 0u; i < COLS; i++) {
    let hat = (x[base + i] - mean) * rstd;
    var value = rstd * (dOut[base + i] * gamma[i] - meanG - hat * meanHat);
    if (ACCUMULATE) { value += onto[base + i]; }
    dx[base + i] = value;
  }
}

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 32u;
  let rowInvocations = (sizes.rows + 31u) / 32u * 32u;
  if (index < rowInvocations) { inputGradient(index); } else { others(index - rowInvocations); }
}
