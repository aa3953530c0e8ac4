// out[m, n] = op(a) op(b), then the epilogue. One invocation owns a TILE_ROWS x TILE_COLUMNS tile in registers
// and walks K in ascending order: no barrier, no workgroup memory. Software adapters pay for every loaded
// number and little for arithmetic, so a tile is as large as compile time allows. Registers need names:
// matmulTile.ts fills in the lines marked with @ for a given tile and transposition.
override WORKGROUP: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let across = (shape.n + TILE_COLUMNS - 1u) / TILE_COLUMNS;
  let index = id.x + id.y * groups.x * WORKGROUP;
  let row = index / across * TILE_ROWS;
  let column = index % across * TILE_COLUMNS;
  if (row >= shape.m) { return; }
  //@ lines: where the lines along K begin
  //@ sums: one vec4 for each row and four columns
  let begin = id.z * shape.chunk;
  let end = min(shape.k, begin + shape.chunk);
  // Between two operands whose lines cross K, its length need not be a whole number of vectors.
  var whole = end;
  if (TRANS_A && !TRANS_B) { whole = end - (end - begin) % 4u; }
  for (var k = begin; k < whole; k += 4u) {
    //@ block: sums += four terms of K
  }
  if (TRANS_A && !TRANS_B) {
    for (var k = whole; k < end; k++) {
      //@ single: sums += one term of K
    }
  }
  // Storing from a loop keeps the epilogue, which is long, from being compiled once per register.
  var tile: array<vec4f, TILE_ROWS * TILE_COLUMNS / 4u>;
  //@ spill: tile = sums
  for (var i = 0u; i < TILE_ROWS * TILE_COLUMNS / 4u; i++) {
    store(row + i / (TILE_COLUMNS / 4u), column + i % (TILE_COLUMNS / 4u) * 4u, id.z, tile[i]);
  }
}
