// Gradients of root-mean-square normalisation. With xhat = x * scale and g = dOut * gamma:
// dx = scale * (g - xhat * mean(g * xhat)), dGamma = sum over rows of dOut * xhat.
// The first workgroups take dx, an invocation a row; the others take dGamma, an invocation an element column of a
// block of BLOCK rows, into partials[block, column], whose blocks sumPlanes adds. Neither reads what the other
// writes, so one dispatch does both, or dx alone for a frozen gamma.
struct Sizes {
  rows: u32,
  gammaInvocations: u32, // 0 for a frozen gamma
  firstBehind: u32,
}
override COLS: u32; // in elements
override BLOCK: u32;
override ACCUMULATE: bool;
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> gamma: array<Element>;
@group(0) @binding(2) var<storage, read> scales: array<f32>;
@group(0) @binding(3) var<storage, read> dOut: array<Element>;
@group(0) @binding(4) var<storage, read_write> dx: array<Element>;
@group(0) @binding(5) var<storage, read_write> partials: array<Element>;
@group(0) @binding(6) var<storage, read> behind: array<Element>; // see columnsBehind.wgsl
@group(0) @binding(7) var<uniform> sizes: Sizes;

fn inputGradient(row: u32) {
  if (row >= sizes.rows) { return; }
  let base = row * COLS;
  let scale = scales[row];
  var sumHat = Element();
  for (var i = 0u; i < COLS; i++) { sumHat += dOut[base + i] * gamma[i] * x[base + i] * scale; }
  let meanHat = total(sumHat) / f32(COLS * WIDTH);
  for (var i = 0u; i < COLS; i++) {
    var value = scale * (dOut[base + i] * gamma[i] - x[base + i] * scale * meanHat);
    if (ACCUMULATE) { value += dx[base + i]; }
    dx[base + i] = value;
  }
}

fn gammaGradient(at: u32) {
  if (at >= sizes.gammaInvocations) {
    columnsBehind(at - sizes.gammaInvocations);
    return;
  }
  let column = at % COLS;
  let begin = at / COLS * BLOCK;
  var sum = Element();
  for (var row = begin; row < min(begin + BLOCK, sizes.rows); row++) {
    sum += dOut[row * COLS + column] * x[row * COLS + column] * scales[row];
  }
  partials[at] = sum;
}

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 32u;
  let rowInvocations = (sizes.rows + 31u) / 32u * 32u;
  if (index < rowInvocations) { inputGradient(index); } else { gammaGradient(index - rowInvocations); }
}
