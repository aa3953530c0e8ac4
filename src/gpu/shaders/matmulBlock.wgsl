// out[m, n] = op(a) op(b), then the epilogue, for hardware with fast workgroup memory and many registers. A workgroup
// owns ROWS x COLUMNS outputs and stages DEPTH terms of K of either operand at a time; while these are multiplied the
// next ones are on their way into registers. matmulBlock.ts fills in the lines marked with @.
//
// Operands are staged as they lie in memory, in vectors along their own lines; 4x4 blocks are turned in registers
// where needed. Vectors of lines along K are permuted among the eight that share all memory banks, by bits of the line
// number, so that neighbouring invocations, four lines apart, do not meet in one bank.
//
// With one slice every sum takes its terms with K ascending: the order kAscending, whatever the block. With SLICES the
// invocations share out the staged terms, SPAN neighbours each, and add what they have in a fixed binary tree.
const VECTORS = DEPTH / 4u; // of a staged line along K
const SPAN = DEPTH / SLICES; // staged terms that one invocation multiplies
const TILES = ROWS / TILE_ROWS * COLUMNS / TILE_COLUMNS; // invocations of a slice
const ACROSS_A = ROWS / 4u; // vectors of a staged line that crosses K
const ACROSS_B = COLUMNS / 4u;
var<workgroup> stageA: array<vec4f, ROWS * DEPTH / 4u>;
var<workgroup> stageB: array<vec4f, COLUMNS * DEPTH / 4u>;

fn alongK(line: u32, vector: u32) -> u32 { return (line * VECTORS + vector) ^ ((line >> 2u) & 7u); }

// A column for each of four rows: four terms of K.
fn blockA(row: u32, k: u32) -> mat4x4f {
  if (TRANS_A) {
    let at = k * ACROSS_A + (row >> 2u);
    return transpose(
      mat4x4f(stageA[at], stageA[at + ACROSS_A], stageA[at + 2u * ACROSS_A], stageA[at + 3u * ACROSS_A]),
    );
  }
  let v = k >> 2u;
  return mat4x4f(
    stageA[alongK(row, v)],
    stageA[alongK(row + 1u, v)],
    stageA[alongK(row + 2u, v)],
    stageA[alongK(row + 3u, v)],
  );
}

// A column for each of four terms of K: four columns of op(b).
fn blockB(k: u32, column: u32) -> mat4x4f {
  if (TRANS_B) {
    let v = k >> 2u;
    return transpose(
      mat4x4f(
        stageB[alongK(column, v)],
        stageB[alongK(column + 1u, v)],
        stageB[alongK(column + 2u, v)],
        stageB[alongK(column + 3u, v)],
      ),
    );
  }
  let at = k * ACROSS_B + (column >> 2u);
  return mat4x4f(stageB[at], stageB[at + ACROSS_B], stageB[at + 2u * ACROSS_B], stageB[at + 3u * ACROSS_B]);
}

// What is staged at place i. Past the matrix a load brings anything, which no stored sum uses; terms past K must be zero
// in both operands, since zero times what lies there could be NaN.
fn loadedA(i: u32, top: u32, k: u32, end: u32) -> vec4f {
  if (TRANS_A) {
    let deep = k + i / ACROSS_A;
    let at = shape.aStart + deep * shape.lda + top + i % ACROSS_A * 4u;
    return select(vec4f(), a[at >> 2u], deep < end);
  }
  let along = k + i % VECTORS * 4u;
  let start = shape.aStart + min(top + i / VECTORS, shape.m - 1u) * shape.lda;
  return select(vec4f(), a[(start + along) >> 2u], along < end);
}

fn loadedB(i: u32, left: u32, k: u32, end: u32) -> vec4f {
  if (TRANS_B) {
    let along = k + i % VECTORS * 4u;
    let start = min(left + i / VECTORS, shape.n - 1u) * shape.ldb;
    return select(vec4f(), fourOfB((start + along) >> 2u), along < end);
  }
  let deep = k + i / ACROSS_B;
  return select(vec4f(), fourOfB((deep * shape.ldb + left + i % ACROSS_B * 4u) >> 2u), deep < end);
}

fn placeA(i: u32) -> u32 { return select(alongK(i / VECTORS, i % VECTORS), i, TRANS_A); }
fn placeB(i: u32) -> u32 { return select(i, alongK(i / VECTORS, i % VECTORS), TRANS_B); }

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
