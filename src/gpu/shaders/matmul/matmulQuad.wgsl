// The register tile of matmulRegister.wgsl for devices with subgroups of four, as software adapters have. The lanes
// of a quad own the same TILE_ROWS rows and neighbouring columns. Of four rows each lane loads the one of its own
// number and gets the others from its neighbours, which costs a fraction of a load: lane's q-th row is row
// (q ^ lane) of the four, for its sums and for what it stores.
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
  let lda = shape.lda;
  let ldb = shape.ldb;
  //@ lines: where the lines along K begin
  //@ sums: a matrix for every four rows and four columns
  let begin = group.z * shape.chunk;
  let end = min(shape.k, begin + shape.chunk);
  for (var k = begin; k < end; k += 4u) {
    //@ block: sums += four terms of K
  }
  var tile: array<vec4f, TILE_ROWS * TILE_COLUMNS / 4u>;
  //@ spill: tile = sums
  for (var left = 0u; left < TILE_COLUMNS; left += 4u) {
    let added = columnBias(column + left);
    for (var r = 0u; r < TILE_ROWS; r++) {
      store(row + (r ^ lane), column + left, group.z, tile[left / 4u * TILE_ROWS + r] + added);
    }
  }
}
