// Two products by blocks in one dispatch, of which neither reads what the other writes: the first workgroups take tiles of the
// first, those behind them tiles of the second, slice by slice. matmulBoth.ts puts both texts in front, each with its main as
// a function, the names of the second with a 2 behind them; what they stage takes the same memory.
fn tilesOf(m: u32, n: u32) -> u32 { return (m + ROWS - 1u) / ROWS * ((n + COLUMNS - 1u) / COLUMNS); }

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let index = group.x + group.y * groups.x;
  let first = tilesOf(shape.m, shape.n);
  if (index < first) {
    product(local, vec3u(index, 0u, 0u), vec3u(1u));
    return;
  }
  let tiles = tilesOf(shape2.m, shape2.n);
  let slice = (index - first) / tiles;
  // Where the grid has some too many.
  if (slice * shape2.chunk >= shape2.k) { return; }
  product2(local, vec3u((index - first) % tiles, 0u, slice), vec3u(1u));
}
