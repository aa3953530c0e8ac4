// sample.wgsl by a workgroup a row: for GPUs, where one lane would walk 50,000 logits alone.

const GROUP = 256u;
const EDGE = 16u; // its square root: two steps of sums, few barriers
const STRIDE = GROUP;
const SPANS = 16u;

var<private> lane: u32;
var<workgroup> words: array<vec2u, GROUP>;
var<workgroup> ranges: array<vec2f, GROUP>;
var<workgroup> span_low: array<atomic<u32>, SPANS>;
var<workgroup> span_high: array<atomic<u32>, SPANS>;
var<workgroup> shared_word: u32;

// An amount, the lowest and the highest logit of all lanes, in each of them.
fn together(amount: Fixed, lowest: f32, highest: f32) -> Tally {
  words[lane] = amount;
  ranges[lane] = vec2f(lowest, highest);
  workgroupBarrier();
  if (lane < EDGE) { merge(lane, GROUP, EDGE); }
  workgroupBarrier();
  if (lane == 0u) { merge(0u, EDGE, 1u); }
  let sum = workgroupUniformLoad(&words[0]);
  let range = workgroupUniformLoad(&ranges[0]);
  return Tally(sum, range.x, range.y);
}

fn merge(first: u32, end: u32, stride: u32) {
  var sum = words[first];
  var range = ranges[first];
  for (var i = first + stride; i < end; i += stride) {
    sum = plus(sum, words[i]);
    range = vec2f(min(range.x, ranges[i].x), max(range.y, ranges[i].y));
  }
  words[first] = sum;
  ranges[first] = range;
}

fn survey(first: u32) -> Survey {
  var top = -FAR;
  var bottom = FAR;
  var finite = true;
  for (var i = lane; i < VOCAB; i += GROUP) {
    let z = logits[first + i];
    finite = finite && is_finite(z);
    top = max(top, z);
    bottom = min(bottom, z);
  }
  let seen = together(Fixed(u32(!finite), 0u), bottom, top);
  return Survey(seen.below, seen.above, seen.amount.x > 0u);
}

// Of the tokens that pass.
fn tally(row: Row, keep: Filter, probe: f32, by: u32) -> Tally {
  var found = Tally(Fixed(0u, 0u), FAR, -FAR);
  for (var begin = lane; begin < VOCAB; begin += BLOCK * GROUP) {
    var sum = vec2f(0.0);
    for (var i = begin; i < min(begin + BLOCK * GROUP, VOCAB); i += GROUP) {
      let z = logits[row.first + i];
      let passing = passes(keep, z, i);
      let reached = passing && z >= probe;
      sum += select(vec2f(0.0), amount_of(row, z, by), reached);
      found.above = min(found.above, select(FAR, z, reached));
      found.below = max(found.below, select(-FAR, z, passing && z < probe));
    }
    found.amount = plus(found.amount, from_halves(sum));
  }
  return together(found.amount, found.above, found.below);
}

// Weight of the tokens that pass.
fn mass_of(row: Row, keep: Filter) -> Fixed {
  return together(share_of(row, keep, 0u, VOCAB, WEIGHT), 0.0, 0.0).amount;
}

// This lane's share of the amount in [begin, end).
fn share_of(row: Row, keep: Filter, begin: u32, end: u32, by: u32) -> Fixed {
  var sum = Fixed(0u, 0u);
  for (var at = begin + lane; at < end; at += BLOCK * GROUP) {
    sum = plus(sum, block_of(row, keep, at, min(at + BLOCK * GROUP, end), by));
  }
  return sum;
}

// The first token that passes at which the amount so far reaches `need`: by spans of the row, then by pieces of the
// span it lies in, then by tokens.
fn locate(row: Row, keep: Filter, need: Fixed, by: u32) -> u32 {
  let width = (VOCAB + SPANS - 1u) / SPANS;
  if (lane < SPANS) {
    atomicStore(&span_low[lane], 0u);
    atomicStore(&span_high[lane], 0u);
  }
  workgroupBarrier();
  for (var s = 0u; s < SPANS; s++) {
    let share = share_of(row, keep, s * width, min((s + 1u) * width, VOCAB), by);
    // Whichever lane's addition overflows the low word carries.
    let low = atomicAdd(&span_low[s], share.x);
    atomicAdd(&span_high[s], share.y + u32(low + share.x < low));
  }
  workgroupBarrier();
  var before = Fixed(0u, 0u);
  var span = 0u;
  for (; span + 1u < SPANS; span++) {
    let next = plus(before, Fixed(atomicLoad(&span_low[span]), atomicLoad(&span_high[span])));
    if (reaches(next, need)) { break; }
    before = next;
  }
  let end = min((span + 1u) * width, VOCAB);
  let piece = (width + GROUP - 1u) / GROUP;
  let begin = span * width + lane * piece;
  var sum = Fixed(0u, 0u);
  for (var i = begin; i < min(begin + piece, end); i++) {
    sum = plus(sum, block_of(row, keep, i, i + 1u, by));
  }
  words[lane] = sum;
  workgroupBarrier();
  if (lane == 0u) {
    var at = 0u;
    for (; (at + 1u) * piece < end - span * width; at++) {
      let next = plus(before, words[at]);
      if (reaches(next, need)) { break; }
      before = next;
    }
    let start = span * width + at * piece;
    shared_word = walk(row, keep, before, need, by, start, min(start + piece, end));
  }
  return workgroupUniformLoad(&shared_word);
}

@compute @workgroup_size(GROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  lane = local;
  let row = group.x + group.y * groups.x;
  if (row >= sizes.batch) { return; }
  if (lane == 0u) { shared_word = u32(done[row] != 0 || cursor[row] + 1 >= sizes.capacity); }
  if (workgroupUniformLoad(&shared_word) != 0u) { return; }
  draw(row, lane == 0u);
}
