// Parameter gradients of layer normalisation, first pass, in the dispatch of its input gradient: neither reads what the
// other writes. One invocation adds one element column over a block of BLOCK rows. partials[block, 0, column] is for gamma,
// partials[block, 1, column] for beta; sumPlanes adds the blocks. WITH_ONTO also sums the columns of `onto` into
// partials[block, 2, column]: that is what reaches the linear layer at the end of this branch, and its bias's gradient.
override BLOCK: u32;
override WITH_ONTO: bool;
@group(0) @binding(7) var<storage, read_write> partials: array<Element>;
@group(0) @binding(8) var<storage, read> behind: array<Element>; // see columnsBehind.wgsl

fn others(at: u32) {
  let column = at % COLS;
  let block = at / COLS;
  let begin = block * BLOCK;
  if (begin >= sizes.rows) {
    columnsBehind(at - (sizes.rows + BLOCK - 1u) / BLOCK * COLS);
    return;
  }
  var dGamma = Element();
  var dBeta = Element();
  var dBias = Element();
  for (var row = begin; row < min(begin + BLOCK, sizes.rows); row++) {
    let g = dOut[row * COLS + column];
    let stat = stats[row];
    dGamma += g * (x[row * COLS + column] - stat.x) * stat.y;
    dBeta += g;
    if (WITH_ONTO) { dBias += onto[row * COLS + column]; }
  }
  let first = block * select(2u, 3u, WITH_ONTO) * COLS + column;
  partials[first] = dGamma;
  partials[first + COLS] = dBeta;
  if (WITH_ONTO) { partials[first + 2u * COLS] = dBias; }
}
