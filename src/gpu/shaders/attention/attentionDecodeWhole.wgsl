// Decoding's attention in one dispatch, by a workgroup a (row, head): what qkNormRope or rope, kvCacheAppend and
// attentionDecodeGroup do one after the other, in the same orders and so to the same bits. q, k and v come as they were
// projected. Every workgroup makes the new key and value for itself, since it cannot wait for another; the first of those that
// share a key head writes them to the cache, where none of the others reads them before the next dispatch.
// The launcher puts V, N and inner() in front of this text and repeats lines: `$` runs over the pieces of a head.

struct Sizes { batch: u32, capacity: u32 }
override HEADS: u32;
override KV_HEADS: u32; // each serves HEADS / KV_HEADS neighbouring query heads
override HEAD_DIM: u32;
override SCALE: f32; // of a score
override TURNED: bool; // q and k by their position
override NORMED: bool; // each head of q and of k, before that
override EPS: f32;

@group(0) @binding(0) var<storage, read> qkv: array<V>;
@group(0) @binding(1) var<storage, read_write> k_cache: array<V>;
@group(0) @binding(2) var<storage, read_write> v_cache: array<V>;
@group(0) @binding(3) var<storage, read> cursor: array<u32>;
@group(0) @binding(4) var<storage, read_write> out: array<V>;
@group(0) @binding(5) var<storage, read> table: array<V>; // per position: cosines of half a head, sines; where TURNED
@group(0) @binding(6) var<storage, read> gamma: array<V>; // of q heads, then of k heads; where NORMED
@group(0) @binding(7) var<uniform> sizes: Sizes;

const LANES = 64u;
const PARTIES = LANES / N; // of lanes that hold all pieces of a head together
const EIGHTH = 8u; // the lanes that first find the largest of eight scores each
const LEAST = -3.0e38;
const HALF = max(N / 2u, 1u); // of a head that is turned, whose halves are whole pieces

var<workgroup> place: vec2u; // the last key there is; the position of the new one, past all where it has no room
var<workgroup> raw: array<V, 2u * N>; // the new q, k
var<workgroup> fresh: array<V, 3u * N>; // q, k as they are compared, v
var<workgroup> scores: array<f32, LANES>;
var<workgroup> tops: array<f32, EIGHTH>;
var<workgroup> weights: array<f32, LANES>;
var<workgroup> sums: array<V, LANES>;
var<workgroup> masses: array<f32, LANES>;

// What a head of the new q, or of the new k, is multiplied with to be normalised: each lane adds its squares in order.
fn scaleOf(ofKey: u32) -> f32 {
  if (!NORMED) { return 1.0; }
  var squares = V(0.0);
  for (var i = ofKey * N; i < (ofKey + 1u) * N; i++) { squares += raw[i] * raw[i]; }
  return 1.0 / sqrt(total(squares) / f32(HEAD_DIM) + EPS);
}

// Piece i of it, normalised.
fn normed(ofKey: u32, i: u32, scale: f32) -> V {
  let at = ofKey * N + i;
  if (!NORMED) { return raw[at]; }
  return raw[at] * scale * gamma[at];
}

// And turned.
fn turned(ofKey: u32, i: u32, position: u32) -> V {
  let scale = scaleOf(ofKey);
  if (!TURNED) { return normed(ofKey, i, scale); }
  let pair = i % HALF;
  let a = normed(ofKey, pair, scale);
  let b = normed(ofKey, pair + HALF, scale);
  let cosine = table[position * N + pair];
  let sine = table[position * N + HALF + pair];
  if (i < HALF) { return a * cosine - b * sine; }
  return b * cosine + a * sine;
}

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
  let kvHead = head / (HEADS / KV_HEADS);
  let projected = row * (HEADS + 2u * KV_HEADS);
  let cached = (row * KV_HEADS + kvHead) * sizes.capacity;

  let position = cursor[row];
  if (lane == 0u) {
    place = vec2u(min(position, sizes.capacity - 1u), select(~0u, position, position < sizes.capacity));
  }
  if (lane < N) {
    raw[lane] = qkv[(projected + head) * N + lane];
    raw[N + lane] = qkv[(projected + HEADS + kvHead) * N + lane];
    fresh[2u * N + lane] = qkv[(projected + HEADS + KV_HEADS + kvHead) * N + lane];
  }
  // The compiler must know that all lanes agree on it, since they meet at barriers in the loop.
  let known = workgroupUniformLoad(&place);
  let last = known.x;
  let own = known.y;
  if (lane < N) {
    fresh[lane] = turned(0u, lane, position);
    fresh[N + lane] = turned(1u, lane, position);
    if (own != ~0u && head % (HEADS / KV_HEADS) == 0u) {
      k_cache[(cached + own) * N + lane] = fresh[N + lane];
      v_cache[(cached + own) * N + lane] = fresh[2u * N + lane];
    }
  }
  workgroupBarrier();
  let q_$ = fresh[$] * SCALE;
  let piece = lane % N;
  let party = lane / N;
  var sum = V(0.0);
  var mass = 0.0;
  var top = LEAST;
  for (var first = 0u; first <= last; first += LANES) {
    // Past the end the last key is read again and weighs nothing: the cache beyond it may hold anything.
    let key = min(first + lane, last);
    let at = (cached + key) * N;
    var dot = 0.0;
    if (key == own) {
      dot += inner(q_$, fresh[N + $]);
    } else {
      dot += inner(q_$, k_cache[at + $]);
    }
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
        var value = fresh[2u * N + piece];
        if (first + i != own) { value = v_cache[(cached + first + i) * N + piece]; }
        mass += weights[i];
        sum += weights[i] * value;
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
