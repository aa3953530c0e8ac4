// out[m, n] = op(a) op(b), then the epilogue. One invocation owns a TILE_ROWS x TILE_COLUMNS tile in registers
// and walks K in ascending order: no barrier, no workgroup memory. A tile is a grid of 4x4 matrices, and four terms
// of K are a product of two more: with the columns of X<g> four rows of op(a), and the columns of Y<h> four terms of
// four columns of op(b), C<g>_<h> += Y<h> * X<g>.
//
// Software adapters pay for every loaded number and little for arithmetic, so a tile is as large as compile time
// allows. They also pay for every assignment to a variable, which is masked: four terms in one expression cost
// half of four assignments. Registers need names: matmulTile.ts fills in the lines marked with @.
override WORKGROUP: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let across = (shape.n + TILE_COLUMNS - 1u) / TILE_COLUMNS;
  let index = id.x + id.y * groups.x * WORKGROUP;
  let row = index / across * TILE_ROWS;
  let column = index % across * TILE_COLUMNS;
  if (row >= shape.m) { return; }
  let lda = shape.lda;
  let ldb = shape.ldb;
  //@ lines: where the lines along K begin
  //@ sums: a matrix for every four rows and four columns
  let begin = id.z * shape.chunk;
  let end = min(shape.k, begin + shape.chunk);
  for (var k = begin; k < end; k += 4u) {
    //@ block: sums += four terms of K
  }
  // Storing from a loop keeps the epilogue, which is long, from being compiled once per register.
  var tile: array<vec4f, TILE_ROWS * TILE_COLUMNS / 4u>;
  //@ spill: tile = sums
  for (var left = 0u; left < TILE_COLUMNS; left += 4u) {
    let added = columnBias(column + left);
    for (var r = 0u; r < TILE_ROWS; r++) {
      store(row + r, column + left, id.z, tile[left / 4u * TILE_ROWS + r] + added);
    }
  }
}
