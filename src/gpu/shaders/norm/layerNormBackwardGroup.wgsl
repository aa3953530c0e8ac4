// layerNormBackward.wgsl by a workgroup a row, in the order rowTree64; the workgroups behind the rows do `others`.
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

@compute @workgroup_size(LANES)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let row = group.x + group.y * groups.x;
  if (row >= sizes.rows) {
    others((row - sizes.rows) * LANES + lane);
    return;
  }
  let base = row * COLS;
  let mean = stats[row].x;
  let rstd = stats[row].y;
  var sum = Element();
  var sumHat = Element();
  for (var i = lane; i < COLS; i += LANES) {
    let g = dOut[base + i] * gamma[i];
    sum += g;
    sumHat += g * (x[base + i] - mean) * rstd;
  }
  let means = rowTree(lane, vec2f(total(sum), total(sumHat))) / f32(COLS * WIDTH);
  for (var i = lane; i < COLS; i += LANES) {
    let hat = (x[base + i] - mean) * rstd;
    var value = rstd * (dOut[base + i] * gamma[i] - means.x - hat * means.y);
    if (ACCUMULATE) { value += onto[base + i]; }
    dx[base + i] = value;
  }
}
