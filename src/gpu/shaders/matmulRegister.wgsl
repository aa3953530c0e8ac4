// out[m, n] = op(a) op(b), then the epilogue. One invocation owns a TILE_ROWS x TILE_COLUMNS tile in registers
// and walks K in ascending order: no barrier, no workgroup memory. Software adapters pay for every loaded
// number and little for arithmetic, so a tile is as large as compile time allows. Registers need names:
// matmulTile.ts fills in the lines marked with @ for a given tile.
//
// A transposed operand is read along its own lines and turned in registers, so all four cases load vectors.
override WORKGROUP: u32;

// Rows row..row+3 of op(a) at columns k..k+3. Rows past the end repeat the last; the store drops them.
fn blockA(row: u32, k: u32) -> mat4x4f {
  if (TRANS_A) {
    return transpose(mat4x4f(loadA(k, row), loadA(k + 1u, row), loadA(k + 2u, row), loadA(k + 3u, row)));
  }
  let last = shape.m - 1u;
  return mat4x4f(
    loadA(min(row, last), k),
    loadA(min(row + 1u, last), k),
    loadA(min(row + 2u, last), k),
    loadA(min(row + 3u, last), k),
  );
}

// Rows k..k+3 of op(b) at columns column..column+3.
fn blockB(k: u32, column: u32) -> mat4x4f {
  if (TRANS_B) {
    return transpose(
      mat4x4f(loadB(column, k), loadB(column + 1u, k), loadB(column + 2u, k), loadB(column + 3u, k)),
    );
  }
  return mat4x4f(loadB(k, column), loadB(k + 1u, column), loadB(k + 2u, column), loadB(k + 3u, column));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let across = (shape.n + TILE_COLUMNS - 1u) / TILE_COLUMNS;
  let index = id.x + id.y * groups.x * WORKGROUP;
  let row = index / across * TILE_ROWS;
  let column = index % across * TILE_COLUMNS;
  if (row >= shape.m) { return; }
  //@ sums: var c<row>_<column / 4> = vec4f();
  let begin = id.z * shape.chunk;
  let end = min(shape.k, begin + shape.chunk);
  // Between two operands that run along K's own lines, K need not be a whole number of vectors.
  let singles = select(0u, (end - begin) % 4u, TRANS_A && !TRANS_B);
  for (var k = begin; k < end - singles; k += 4u) {
    //@ block: sums += four terms of K
  }
  for (var k = end - singles; k < end; k++) {
    //@ single: sums += one term of K, both operands along their lines
  }
  // Storing from a loop keeps the epilogue, which is long, from being compiled once per register.
  var tile: array<vec4f, TILE_ROWS * TILE_COLUMNS / 4u>;
  //@ spill: tile[i] = sums
  for (var i = 0u; i < TILE_ROWS * TILE_COLUMNS / 4u; i++) {
    store(row + i / (TILE_COLUMNS / 4u), column + i % (TILE_COLUMNS / 4u) * 4u, id.z, tile[i]);
  }
}
