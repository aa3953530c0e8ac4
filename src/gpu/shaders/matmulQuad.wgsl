// The register tile for devices with subgroups of four, as software adapters have. A quad owns TILE_ROWS rows
// by four neighbouring tiles, so all its lanes need the same rows of op(a): each lane loads a quarter of them
// and the quad swaps, which costs a fraction of a load.
//
// A lane meets the four terms of a block in the order lane, lane ^ 1, lane ^ 2, lane ^ 3. The order of a sum so
// depends on its column and never on its row: a row has the same bits in any batch.
// matmulTile.ts fills in the lines marked with @.
@compute @workgroup_size(4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let lane = invocation & 3u;
  let across = (shape.n + 4u * TILE_COLUMNS - 1u) / (4u * TILE_COLUMNS);
  let index = group.x + group.y * groups.x;
  let row = index / across * TILE_ROWS;
  let column = (index % across * 4u + lane) * TILE_COLUMNS;
  //@ lines: where the lines along K begin
  //@ sums: one vec4 for each row and four columns
  let begin = group.z * shape.chunk;
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
  var tile: array<vec4f, TILE_ROWS * TILE_COLUMNS / 4u>;
  //@ spill: tile = sums
  for (var i = 0u; i < TILE_ROWS * TILE_COLUMNS / 4u; i++) {
    store(row + i / (TILE_COLUMNS / 4u), column + i % (TILE_COLUMNS / 4u) * 4u, group.z, tile[i]);
  }
}
