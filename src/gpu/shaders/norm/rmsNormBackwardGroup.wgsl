// rmsNormBackward.wgsl by a workgroup a row, in the order rowTree64: the first workgroups, one a row, take dx, the others
// dGamma, an invocation an element column of a block of BLOCK rows, as there.
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

@compute @workgroup_size(LANES)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = group.x + group.y * groups.x;
  if (row >= sizes.rows) {
    gammaGradient((row - sizes.rows) * LANES + lane);
    return;
  }
  let base = row * COLS;
  let scale = scales[row];
  var sumHat = Element();
  for (var i = lane; i < COLS; i += LANES) { sumHat += dOut[base + i] * gamma[i] * x[base + i] * scale; }
  let meanHat = rowTree(lane, vec2f(total(sumHat), 0.0)).x / f32(COLS * WIDTH);
  for (var i = lane; i < COLS; i += LANES) {
    var value = scale * (dOut[base + i] * gamma[i] - x[base + i] * scale * meanHat);
    if (ACCUMULATE) { value += dx[base + i]; }
    dx[base + i] = value;
  }
}
