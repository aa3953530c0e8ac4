// attentionBackwardQuery.wgsl by a workgroup for each head and block of queries: see attentionTile.wgsl.

override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;
override BOTH_WAYS: bool; // whether queries see the keys behind them, too

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(2) var<storage, read> out: array<V>;
@group(0) @binding(3) var<storage, read> d_out: array<V>;
@group(0) @binding(4) var<storage, read> lse: array<f32>;
@group(0) @binding(5) var<storage, read_write> delta: array<f32>;
@group(0) @binding(6) var<storage, read_write> d_qkv: array<V>;

var<workgroup> tile_k: array<V, TILE * STRIDE>;
var<workgroup> tile_v: array<V, TILE * STRIDE>;
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
      tile_k[place(i)] = qkv[at];
      tile_v[place(i)] = qkv[at + KV_HEADS * N];
    }
    workgroupBarrier();
    for (var j = 0u; j < TILE; j++) {
      var part = 0.0;
      var dp = 0.0;
      part += inner(q#, tile_k[j * STRIDE + near#]);
      dp += inner(go#, tile_v[j * STRIDE + near#]);
      parts[(row * TILE + j) * 4u + quarter] = vec2f(part, dp);
    }
    workgroupBarrier();
    for (var j = 0u; j < TILE; j++) {
      let both = products(row, j);
      let ds = exp(select(-3.0e38, both.x - z, start + j <= last)) * (both.y - d);
      dq# += ds * tile_k[j * STRIDE + near#];
    }
  }
  if (block.y + row >= block.z) { return; }
  if (quarter == 0u) { delta[query * HEADS + head] = d; }
  if (piece# < N) { d_qkv[first + query * width + piece#] = dq# * SCALE; }
}
