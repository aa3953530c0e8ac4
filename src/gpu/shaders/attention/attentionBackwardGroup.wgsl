// attentionBackwardQuery.wgsl and attentionBackwardKey.wgsl by workgroups in one dispatch: see attentionTile.wgsl. The first
// take a head and a block of queries each, the others a key head and a block of keys, which meets the queries that see any of
// them. So that neither waits for the other, both compute D = dO.O: a query's with its block, for a block of keys those of each
// tile of queries, in the same order.

override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;
override BOTH_WAYS: bool; // whether queries see the keys behind them, too

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read> out: array<V>;
@group(0) @binding(3) var<storage, read> d_out: array<V>;
@group(0) @binding(4) var<storage, read> lse: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_qkv: array<V>;

// Of the rows that a block meets: k and v, or q and dO.
var<workgroup> tile_first: array<V, TILE * STRIDE>;
var<workgroup> tile_second: array<V, TILE * STRIDE>;
var<workgroup> tile_lse: array<f32, TILE>; // of queries
var<workgroup> tile_shares: array<f32, TILE * 4u>; // of their D
var<workgroup> parts: array<vec2f, ROWS * TILE * 4u>; // of the score, of dP

fn products(row: u32, j: u32) -> vec2f {
  let at = (row * TILE + j) * 4u;
  return (parts[at] + parts[at + 1u]) + (parts[at + 2u] + parts[at + 3u]);
}

fn delta(j: u32) -> f32 {
  let at = j * 4u;
  return (tile_shares[at] + tile_shares[at + 1u]) + (tile_shares[at + 2u] + tile_shares[at + 3u]);
}

fn queryGradient(block: vec4u, head: u32, lane: u32) {
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
  let go# = select(V(0.0), d_out[first + query * HEADS * N + near#], piece# < N);
  var dq# = V(0.0);
  var share = 0.0;
  share += inner(go#, out[first + query * HEADS * N + near#]);
  parts[row * TILE * 4u + quarter] = vec2f(share, 0.0);
  workgroupBarrier();
  let d = products(row, 0u).x;
  let z = lse[query * HEADS + head];
  let stop = select(block.z, block.w, BOTH_WAYS);
  let last = select(query, block.w - 1u, BOTH_WAYS); // that is seen
  for (var start = block.x; start < stop; start += TILE) {
    workgroupBarrier();
    for (var i = lane; i < TILE * N; i += LANES) {
      // Past the end the last key is read again and weighs nothing: what lies beyond may be anything.
      let at = keys + min(start + i / N, stop - 1u) * width + i % N;
      tile_first[place(i)] = qkv[at];
      tile_second[place(i)] = qkv[at + KV_HEADS * N];
    }
    workgroupBarrier();
    for (var j = 0u; j < TILE; j++) {
      var part = 0.0;
      var dp = 0.0;
      part += inner(q#, tile_first[j * STRIDE + near#]);
      dp += inner(go#, tile_second[j * STRIDE + near#]);
      parts[(row * TILE + j) * 4u + quarter] = vec2f(part, dp);
    }
    workgroupBarrier();
    for (var j = 0u; j < TILE; j++) {
      let both = products(row, j);
      let ds = exp(select(-3.0e38, both.x - z, start + j <= last)) * (both.y - d);
      dq# += ds * tile_first[j * STRIDE + near#];
    }
  }
  if (block.y + row >= block.z) { return; }
  if (piece# < N) { d_qkv[first + query * width + piece#] = dq# * SCALE; }
}

fn keyGradient(block: vec4u, kvHead: u32, lane: u32) {
  let served = HEADS / KV_HEADS;
  let width = (HEADS + 2u * KV_HEADS) * N;
  let row = lane / 4u;
  let quarter = lane % 4u;

  // Past the end the last key is repeated, and not written.
  let key = min(block.y + row, block.z - 1u);
  let own = key * width + (HEADS + kvHead) * N;
  let piece# = quarter + 4u * #u;
  let near# = min(piece#, N - 1u);
  let k# = select(V(0.0), qkv[own + near#] * SCALE, piece# < N);
  let v# = select(V(0.0), qkv[own + KV_HEADS * N + near#], piece# < N);
  var dk# = V(0.0);
  var dv# = V(0.0);
  for (var head = kvHead * served; head < (kvHead + 1u) * served; head++) {
    for (var start = select(block.y, block.x, BOTH_WAYS); start < block.w; start += TILE) {
      workgroupBarrier();
      for (var i = lane; i < TILE * N; i += LANES) {
        // Past the end the last query is read again and weighs nothing.
        let query = min(start + i / N, block.w - 1u);
        tile_first[place(i)] = qkv[head * N + query * width + i % N];
        tile_second[place(i)] = d_out[(query * HEADS + head) * N + i % N];
      }
      if (lane < TILE) { tile_lse[lane] = lse[min(start + lane, block.w - 1u) * HEADS + head]; }
      workgroupBarrier();
      if (lane < TILE * 4u) {
        let query = min(start + row, block.w - 1u);
        var share = 0.0;
        for (var piece = quarter; piece < N; piece += 4u) {
          share += inner(tile_second[row * STRIDE + piece], out[(query * HEADS + head) * N + piece]);
        }
        tile_shares[lane] = share;
      }
      for (var j = 0u; j < TILE; j++) {
        var part = 0.0;
        var dp = 0.0;
        part += inner(k#, tile_first[j * STRIDE + near#]);
        dp += inner(v#, tile_second[j * STRIDE + near#]);
        parts[(row * TILE + j) * 4u + quarter] = vec2f(part, dp);
      }
      workgroupBarrier();
      for (var j = 0u; j < TILE; j++) {
        let both = products(row, j);
        let query = start + j;
        let sees = (BOTH_WAYS || key <= query) && query < block.w;
        let p = exp(select(-3.0e38, both.x - tile_lse[j], sees));
        let ds = p * (both.y - delta(j));
        dk# += ds * tile_first[j * STRIDE + near#];
        dv# += p * tile_second[j * STRIDE + near#];
      }
    }
  }
  if (block.y + row >= block.z) { return; }
  if (piece# < N) { d_qkv[own + piece#] = dk# * SCALE; }
  if (piece# < N) { d_qkv[own + KV_HEADS * N + piece#] = dv#; }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let index = group.x + group.y * groups.x;
  let count = arrayLength(&blocks);
  if (index >= count * (HEADS + KV_HEADS)) { return; }
  let block = blocks[index % count];
  if (block.y >= block.z) { return; }
  let head = index / count;
  if (head < HEADS) { queryGradient(block, head, lane); } else { keyGradient(block, head - HEADS, lane); }
}
