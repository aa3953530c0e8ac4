// Parameter gradients of layer normalisation, first pass: one invocation adds one element column over a
// block of BLOCK rows. partials[block, 0, column] is for gamma, partials[block, 1, column] for beta; sumPlanes
// adds the blocks. WITH_DX also sums the columns of dx into partials[block, 2, column]: dx is what reaches the
// linear layer before the norm, whose bias gradient that is.
override ROWS: u32;
override COLS: u32; // in elements
override BLOCK: u32;
override WITH_DX: bool;
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read> stats: array<vec2f>;
@group(0) @binding(2) var<storage, read> dOut: array<Element>;
@group(0) @binding(3) var<storage, read> dx: array<Element>;
@group(0) @binding(4) var<storage, read_write> partials: array<Element>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 32u;
  let column = at % COLS;
  let block = at / COLS;
  let begin = block * BLOCK;
  if (begin >= ROWS) { return; }
  var dGamma = Element();
  var dBeta = Element();
  var dBias = Element();
  for (var row = begin; row < min(begin + BLOCK, ROWS); row++) {
    let g = dOut[row * COLS + column];
    let stat = stats[row];
    dGamma += g * (x[row * COLS + column] - stat.x) * stat.y;
    dBeta += g;
    if (WITH_DX) { dBias += dx[row * COLS + column]; }
  }
  let first = block * select(2u, 3u, WITH_DX) * COLS + column;
  partials[first] = dGamma;
  partials[first + COLS] = dBeta;
  if (WITH_DX) { partials[first + 2u * COLS] = dBias; }
}
