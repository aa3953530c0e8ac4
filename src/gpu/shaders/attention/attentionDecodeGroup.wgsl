// attentionDecode.wgsl by a workgroup a (row, head), for GPUs: its lanes take a key each of LANES at a time for the scores,
// then share out the pieces of a head and every PARTIES-th of these keys for the values. Every sum has a fixed order.
// The launcher puts V, N and inner() in front of this text and repeats lines: `$` runs over the pieces of a head.

struct Sizes { batch: u32, capacity: u32 }
override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override SCALE: f32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read> k_cache: array<V>;
@group(0) @binding(2) var<storage, read> v_cache: array<V>;
@group(0) @binding(3) var<storage, read> cursor: array<u32>;
@group(0) @binding(4) var<storage, read_write> out: array<V>;
@group(0) @binding(5) var<uniform> sizes: Sizes;

const LANES = 64u;
const PARTIES = LANES / N; // of lanes that hold all pieces of a head together
const EIGHTH = 8u; // the lanes that first find the largest of eight scores each
const LEAST = -3.0e38;

var<workgroup> final_key: u32;
var<workgroup> scores: array<f32, LANES>;
var<workgroup> tops: array<f32, EIGHTH>;
var<workgroup> weights: array<f32, LANES>;
var<workgroup> sums: array<V, LANES>;
var<workgroup> masses: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let index = group.x + group.y * groups.x;
  if (index >= sizes.batch * HEADS) { return; }
  let head = index % HEADS;
  let row = index / HEADS;

  let q_$ = qkv[(row * (HEADS + 2 * KV_HEADS) + head) * N + $] * SCALE;
  let cached = (row * KV_HEADS + head / (HEADS / KV_HEADS)) * sizes.capacity;
  if (lane == 0u) { final_key = min(cursor[row], sizes.capacity - 1u); }
  // The compiler must know that all lanes agree on it, since they meet at barriers in the loop.
  let last = workgroupUniformLoad(&final_key);
  let piece = lane % N;
  let party = lane / N;
  var sum = V(0.0);
  var mass = 0.0;
  var top = LEAST;
  for (var first = 0u; first <= last; first += LANES) {
    // Past the end the last key is read again and weighs nothing: the cache beyond it may hold anything.
    let at = (cached + min(first + lane, last)) * N;
    var dot = 0.0;
    dot += inner(q_$, k_cache[at + $]);
    scores[lane] = select(LEAST, dot, first + lane <= last);
    workgroupBarrier();
    if (lane < EIGHTH) {
      var most = scores[lane];
      for (var i = lane + EIGHTH; i < LANES; i += EIGHTH) { most = max(most, scores[i]); }
      tops[lane] = most;
    }
    workgroupBarrier();
    let old = top;
    for (var i = 0u; i < EIGHTH; i++) { top = max(top, tops[i]); }
    weights[lane] = select(0.0, exp(scores[lane] - top), first + lane <= last);
    workgroupBarrier();
    // exp(0) need not be exactly 1 everywhere.
    let shrink = select(1.0, exp(old - top), top > old);
    mass *= shrink;
    sum *= shrink;
    if (party < PARTIES) {
      for (var i = party; i < min(LANES, last + 1u - first); i += PARTIES) {
        mass += weights[i];
        sum += weights[i] * v_cache[(cached + first + i) * N + piece];
      }
    }
  }
  sums[lane] = sum;
  masses[lane] = mass;
  workgroupBarrier();
  if (lane < N) {
    for (var i = lane + N; i < N * PARTIES; i += N) {
      sum += sums[i];
      mass += masses[i];
    }
    out[index * N + lane] = sum / mass;
  }
}
