// out[m, n] = op(a) op(b), then the epilogue, for hardware with fast workgroup memory and many registers. A workgroup
// owns ROWS x COLUMNS outputs and stages DEPTH terms of K of either operand at a time; while these are multiplied the
// next ones are on their way into registers. matmulBlock.ts fills in the lines marked with @. What the rows of a are
// made into first (prepare, asMultiplied) and which columns a workgroup owns (columnOf) stands in texts beside this one.
//
// What is staged is lines that cross K, as vectors of four rows or columns for a term of K. An operand that lies along K
// is loaded and turned four lines by four terms at a time. Vectors are permuted by bits of the term, so that the
// invocations that write four terms each do not meet in one memory bank.
//
// With one slice every sum takes its terms with K ascending: the order kAscending, whatever the block. With SLICES the
// invocations share out the staged terms, SPAN neighbours each, and add what they have in a fixed binary tree.
const SPAN = DEPTH / SLICES; // staged terms that one invocation multiplies
const TILES = ROWS / TILE_ROWS * COLUMNS / TILE_COLUMNS; // invocations of a slice
const ACROSS_A = ROWS / 4u; // vectors of a staged line
const ACROSS_B = COLUMNS / 4u;
const ALONG = DEPTH / 4u; // vectors along K of what is staged at a time
var<workgroup> stageA: array<vec4f, ROWS * DEPTH / 4u>;
var<workgroup> stageB: array<vec4f, COLUMNS * DEPTH / 4u>;

// The permutation among the vectors of a line; terms of K that are multiplied together share it.
fn turn(term: u32, across: u32) -> u32 { return ((term >> 2u) * 2u) & (across - 1u) & 7u; }

// Past the matrix a load brings anything, which no stored sum uses; terms past K must be zero in both operands, since
// zero times what lies there could be NaN.
fn crossingA(i: u32, top: u32, k: u32, end: u32) -> vec4f {
  let deep = k + i / ACROSS_A;
  let at = shape.aStart + deep * shape.lda + top + i % ACROSS_A * 4u;
  return select(vec4f(), a[at >> 2u], deep < end);
}

fn crossingB(i: u32, left: u32, k: u32, end: u32) -> vec4f {
  let deep = k + i / ACROSS_B;
  let at = deep * shape.ldb + columnOf(left, i % ACROSS_B * 4u);
  return select(vec4f(), fourOfB(at >> 2u), deep < end);
}

// Four terms of K of line `r` of four, of the i-th block of four lines.
fn alongA(i: u32, r: u32, top: u32, k: u32, end: u32) -> vec4f {
  let along = k + i % ALONG * 4u;
  let line = min(top + i / ALONG * 4u + r, shape.m - 1u);
  let found = a[(shape.aStart + line * shape.lda + along) >> 2u];
  return select(vec4f(), asMultiplied(found, line - top, along >> 2u), along < end);
}

fn alongB(i: u32, r: u32, left: u32, k: u32, end: u32) -> vec4f {
  let along = k + i % ALONG * 4u;
  let line = min(columnOf(left, i / ALONG * 4u + r), shape.n - 1u);
  return select(vec4f(), fourOfB((line * shape.ldb + along) >> 2u), along < end);
}

fn placeA(term: u32, vector: u32) -> u32 { return term * ACROSS_A + (vector ^ turn(term, ACROSS_A)); }
fn placeB(term: u32, vector: u32) -> u32 { return term * ACROSS_B + (vector ^ turn(term, ACROSS_B)); }

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let across = (shape.n + COLUMNS - 1u) / COLUMNS;
  let index = group.x + group.y * groups.x;
  let top = index / across * ROWS;
  let left = index % across * COLUMNS;
  let begin = group.z * shape.chunk;
  let end = min(shape.k, begin + shape.chunk);
  let slice = local / TILES;
  let tile = local % TILES;
  prepare(local, top);
  //@ places: where in the block the outputs of this invocation are, four rows or columns at a time
  //@ sums: of four columns each
  //@ load: the first terms
  for (var k = begin; k < end; k += DEPTH) {
    workgroupBarrier();
    //@ stage: what was loaded
    workgroupBarrier();
    let next = k + DEPTH;
    if (next < end) {
      //@ next: terms
    }
    for (var deep = slice * SPAN; deep < slice * SPAN + SPAN; deep += 4u) {
      //@ multiply: sums += four terms of K
    }
  }
  //@ tree: the sums of the slices
  if (slice > 0u) { return; }
  //@ store: through the epilogue
}
