// attentionBackwardKey.wgsl by a workgroup for each key head and block of keys, which meets the queries that see any
// of them: see attentionTile.wgsl.

override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;
override BOTH_WAYS: bool; // whether queries see the keys behind them, too

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read> d_out: array<V>;
@group(0) @binding(3) var<storage, read> lse: array<f32>;
@group(0) @binding(4) var<storage, read> delta: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_qkv: array<V>;

var<workgroup> tile_q: array<V, TILE * STRIDE>;
var<workgroup> tile_go: array<V, TILE * STRIDE>;
var<workgroup> tile_stats: array<vec2f, TILE>; // log-sum-exp and delta of a query
var<workgroup> parts: array<vec2f, ROWS * TILE * 4u>; // of the score, of dP

fn products(row: u32, j: u32) -> vec2f {
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
  if (index >= count * KV_HEADS) { return; }
  let block = blocks[index % count];
  if (block.y >= block.z) { return; }
  let kvHead = index / count;
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
        tile_q[place(i)] = qkv[head * N + query * width + i % N];
        tile_go[place(i)] = d_out[(query * HEADS + head) * N + i % N];
      }
      if (lane < TILE) {
        let query = min(start + lane, block.w - 1u);
        tile_stats[lane] = vec2f(lse[query * HEADS + head], delta[query * HEADS + head]);
      }
      workgroupBarrier();
      for (var j = 0u; j < TILE; j++) {
        var part = 0.0;
        var dp = 0.0;
        part += inner(k#, tile_q[j * STRIDE + near#]);
        dp += inner(v#, tile_go[j * STRIDE + near#]);
        parts[(row * TILE + j) * 4u + quarter] = vec2f(part, dp);
      }
      workgroupBarrier();
      for (var j = 0u; j < TILE; j++) {
        let both = products(row, j);
        let query = start + j;
        let sees = (BOTH_WAYS || key <= query) && query < block.w;
        let p = exp(select(-3.0e38, both.x - tile_stats[j].x, sees));
        let ds = p * (both.y - tile_stats[j].y);
        dk# += ds * tile_q[j * STRIDE + near#];
        dv# += p * tile_go[j * STRIDE + near#];
      }
    }
  }
  if (block.y + row >= block.z) { return; }
  if (piece# < N) { d_qkv[own + piece#] = dk# * SCALE; }
  if (piece# < N) { d_qkv[own + KV_HEADS * N + piece#] = dv#; }
}
