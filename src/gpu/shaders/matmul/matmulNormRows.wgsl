// The rows of a are normalised before matmulBlock.wgsl multiplies them: every workgroup computes for itself what the
// kernels of the norm family would have left, in the order rowTree64 and so to the same bits. For few rows, where a dispatch
// costs more than reading them once or twice again. The OF_ROW invocations of a row take every OF_ROW-th of the 64 strided
// sums; matmulNorm.ts writes out their text, rowSum and rowSquares. The text behind this one says what becomes of them.
override COLS: u32; // of a row, in vectors
override EPS: f32;
@group(0) @binding(5) var<storage, read> gamma: array<vec4f>;

const OF_ROW = INVOCATIONS / ROWS;
var<workgroup> branches: array<f32, INVOCATIONS>;
var<workgroup> stats: array<vec2f, ROWS>;

// The last branches of the tree, in every invocation of the row. All of a workgroup call it together.
fn together(local: u32, own: f32) -> f32 {
  branches[local] = own;
  for (var half = OF_ROW / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local % OF_ROW < half) { branches[local] += branches[local + half]; }
  }
  workgroupBarrier();
  let sum = branches[local - local % OF_ROW];
  workgroupBarrier(); // until all have read, since the next tree writes here
  return sum;
}

fn prepare(local: u32, top: u32) {
  let row = local / OF_ROW;
  let found = statsOf(local, (shape.aStart + min(top + row, shape.m - 1u) * shape.lda) >> 2u);
  if (local % OF_ROW == 0u) { stats[row] = found; }
  workgroupBarrier();
}
