// attentionForward.wgsl by a workgroup for each head and block of queries: see attentionTile.wgsl.

override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;
override BOTH_WAYS: bool; // whether queries see the keys behind them, too

@group(0) @binding(0) var<storage, read> qkv: array<V>;
// First row of the sequence, start and stop of the block, end of the sequence.
@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read_write> out: array<V>;
@group(0) @binding(3) var<storage, read_write> lse: array<f32>;

var<workgroup> tile_k: array<V, TILE * STRIDE>;
var<workgroup> tile_v: array<V, TILE * STRIDE>;
var<workgroup> parts: array<f32, ROWS * TILE * 4u>;

fn score(row: u32, j: u32) -> f32 {
  let at = (row * TILE + j) * 4u;
  return (parts[at] + parts[at + 1u]) + (parts[at + 2u] + parts[at + 3u]);
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let index = group.x + group.y * groups.x;
  let count = arrayLength(&blocks);
  if (index >= count * HEADS) { return; }
  let block = blocks[index % count];
  if (block.y >= block.z) { return; }
  let head = index / count;
  let width = (HEADS + 2u * KV_HEADS) * N;
  let first = head * N;
  let keys = (HEADS + head / (HEADS / KV_HEADS)) * N;
  let row = lane / 4u;
  let quarter = lane % 4u;

  // Past the end the last query is repeated, and not written.
  let query = min(block.y + row, block.z - 1u);
  let piece# = quarter + 4u * #u;
  let near# = min(piece#, N - 1u);
  let q# = select(V(0.0), qkv[first + query * width + near#] * SCALE, piece# < N);
  var sum# = V(0.0);
  var top = -3.0e38;
  var mass = 0.0;
  let stop = select(block.z, block.w, BOTH_WAYS);
  let last = select(query, block.w - 1u, BOTH_WAYS); // that is seen
  for (var start = block.x; start < stop; start += TILE) {
    workgroupBarrier();
    for (var i = lane; i < TILE * N; i += LANES) {
      // Past the end the last key is read again and weighs nothing: what lies beyond may be anything.
      let at = keys + min(start + i / N, stop - 1u) * width + i % N;
      tile_k[place(i)] = qkv[at];
      tile_v[place(i)] = qkv[at + KV_HEADS * N];
    }
    workgroupBarrier();
    for (var j = 0u; j < TILE; j++) {
      var part = 0.0;
      part += inner(q#, tile_k[j * STRIDE + near#]);
      parts[(row * TILE + j) * 4u + quarter] = part;
    }
    workgroupBarrier();
    let old = top;
    for (var j = 0u; j < TILE; j++) { top = max(top, select(-3.0e38, score(row, j), start + j <= last)); }
    // exp(0) need not be exactly 1 everywhere.
    let shrink = select(1.0, exp(old - top), top > old);
    mass *= shrink;
    sum# *= shrink;
    for (var j = 0u; j < TILE; j++) {
      let p = select(0.0, exp(score(row, j) - top), start + j <= last);
      mass += p;
      sum# += p * tile_v[j * STRIDE + near#];
    }
  }
  if (block.y + row >= block.z) { return; }
  if (quarter == 0u) { lse[query * HEADS + head] = top + log(mass); }
  if (piece# < N) { out[first + query * HEADS * N + piece#] = sum# / mass; }
}
