// Draws the next token of each row from softmax(logits / temperature) after top-k, then top-p.
// A row's draw depends on (seed, stream, row, count) only. In front of this text stands fixedSum.wgsl, behind it what
// walks a row: one lane (sampleLane.wgsl) or a workgroup (sampleGroup.wgsl). Amounts are sums without rounding, so both
// find the same token, and one of weight w of a mass m is drawn with a probability of w / m, however small.
//
// Filters are exact and need no sort. A filter is "logit above `bound`, and equal to it up to the id `last`". The bound
// is found by bisection: each pass over the row weighs everything at or above a midpoint and then moves to a logit that
// is really there, so the search ends on the bound itself, not near it.
// Knows nothing of text; an end is just an id that ends a row.

struct Sizes { batch: u32, capacity: u32, maxNew: u32 }
struct Step { temperature: f32, top_p: f32, top_k: u32, seed: u32, stream: u32, greedy: u32, max_new: u32 }

override VOCAB: u32;
override LD: u32;
override ENDS: u32;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(2) var<storage, read_write> cursor: array<u32>;
@group(0) @binding(3) var<storage, read_write> done: array<u32>;
@group(0) @binding(4) var<storage, read_write> generated: array<u32>;
@group(0) @binding(5) var<storage, read_write> logp: array<f32>;
@group(0) @binding(6) var<uniform> step: Step;
@group(0) @binding(7) var<storage, read> ends: array<u32>;
@group(0) @binding(8) var<uniform> sizes: Sizes;

// `done` of a row whose logits are not finite: it ends without a token, for the host to see.
const NON_FINITE = 2u;

const FAR = 3.4e38;

// The tokens whose logit is `bound` and whose id is at most `last`, or whose logit is above `bound`; only those of
// exactly `bound` where `ties` is set.
struct Filter { bound: f32, last: u32, ties: bool }

// What a row's logits lie between, and whether one of them is not finite.
struct Survey { top: f32, bottom: f32, broken: bool }

// Of some tokens: the amount of those at or above a logit, the lowest logit among them, the highest below it.
struct Tally { amount: Fixed, above: f32, below: f32 }

struct Row { first: u32, top: f32 }

// What a token counts: one unit, or its weight.
const ONE = 0u;
const WEIGHT = 1u;

fn is_finite(z: f32) -> bool {
  return (bitcast<u32>(z) & 0x7f800000u) != 0x7f800000u;
}

fn passes(keep: Filter, z: f32, id: u32) -> bool {
  return (z > keep.bound && !keep.ties) || (z == keep.bound && id <= keep.last);
}

fn scaled(row: Row, z: f32) -> f32 {
  return (z - row.top) / max(step.temperature, 1e-6);
}

// A token's amount in halves.
fn amount_of(row: Row, z: f32, by: u32) -> vec2f {
  if (by == ONE) { return vec2f(0.0, 1.0); }
  return halves_of(exp(scaled(row, z)));
}

// Narrows `keep` to the fewest most probable tokens whose amount reaches `need`, which `keep` itself does.
fn narrow(row: Row, keep: Filter, need: Fixed, by: u32) -> Filter {
  var low = keep.bound; // everything from here up reaches the need
  var high = row.top; // the highest logit of which it is not known that everything from there up does
  var strict = Fixed(0u, 0u); // amount of everything above `high`
  while (low < high) {
    // Halves keep the sum finite; neighbouring floats have no midpoint, so then the upper one is asked.
    var probe = min(low * 0.5 + high * 0.5, high);
    if (probe <= low) { probe = high; }
    let found = tally(row, keep, probe, by);
    if (reaches(found.amount, need)) {
      low = found.above;
    } else {
      strict = found.amount;
      high = found.below;
    }
  }
  // Ties at the bound join by id until the need is reached.
  let last = select(VOCAB, keep.last, low == keep.bound);
  return Filter(low, locate(row, Filter(low, last, true), minus(need, strict), by), false);
}

// Draws, and writes what follows from it; `writes` in one lane of those that share the row.
fn draw(index: u32, writes: bool) {
  let seen = survey(index * LD);
  if (seen.broken) {
    if (writes) { done[index] = NON_FINITE; }
    return;
  }
  let row = Row(index * LD, seen.top);
  var keep = Filter(seen.bottom, VOCAB, false);
  // Top-k, then top-p. Each function is called in few places: compilers copy it into every one.
  for (var by = ONE; by <= WEIGHT; by++) {
    let limited = step.top_k > 0 && step.top_k < VOCAB;
    let filtered = select((step.top_p < 1.0), limited, by == ONE);
    if (!filtered) { continue; }
    var need = Fixed(step.top_k, 0u);
    if (by == WEIGHT) {
      need = part_of(mass_of(row, keep), vec2u(0u, u32(max(step.top_p, 0.0) * 0x1p32)));
      if (all(need == Fixed(0u, 0u))) { need = Fixed(1u, 0u); }
    }
    keep = narrow(row, keep, need, by);
  }
  let mass = mass_of(row, keep);
  let count = generated[index];
  // Uniform in [0, mass): the token is the first whose amount, with all before it, is more.
  var goal = part_of(mass, uniform_draw(vec4u(step.seed, step.stream, index, count)));
  var among = keep;
  var by = WEIGHT;
  if (step.greedy != 0) {
    goal = Fixed(0u, 0u);
    among = Filter(row.top, VOCAB, true);
    by = ONE;
  }
  let choice = locate(row, among, plus(goal, Fixed(1u, 0u)), by);
  if (!writes) { return; }

  let position = cursor[index] + 1;
  tokens[index * sizes.capacity + position] = choice;
  logp[index * sizes.maxNew + count] = scaled(row, logits[row.first + choice]) - ln(mass);
  cursor[index] = position;
  generated[index] = count + 1;
  let limit = select(sizes.maxNew, min(step.max_new, sizes.maxNew), step.max_new > 0);
  if (is_end(choice) || count + 1 >= limit || position + 1 >= sizes.capacity) { done[index] = 1; }
}

fn is_end(token: u32) -> bool {
  for (var i = 0u; i < ENDS; i++) {
    if (ends[i] == token) { return true; }
  }
  return false;
}

// The amount of every STRIDE-th token from `begin` to before `end`, at most BLOCK of them.
fn block_of(row: Row, keep: Filter, begin: u32, end: u32, by: u32) -> Fixed {
  var sum = vec2f(0.0);
  for (var i = begin; i < end; i += STRIDE) {
    let z = logits[row.first + i];
    sum += select(vec2f(0.0), amount_of(row, z, by), passes(keep, z, i));
  }
  return from_halves(sum);
}

// The first token in [begin, end) at which the amount, `before` included, reaches `need`.
fn walk(row: Row, keep: Filter, before: Fixed, need: Fixed, by: u32, begin: u32, end: u32) -> u32 {
  var sum = before;
  var id = begin;
  loop {
    let z = logits[row.first + id];
    if (passes(keep, z, id)) {
      sum = plus(sum, from_halves(amount_of(row, z, by)));
      if (reaches(sum, need)) { break; }
    }
    if (id + 1u >= end) { break; }
    id++;
  }
  return id;
}

// pcg4d (Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 2020): a fraction of 64 bits in [0, 1), low word
// first.
fn uniform_draw(key: vec4u) -> vec2u {
  let v = mix_components(key * 1664525u + 1013904223u);
  return mix_components(v ^ (v >> vec4u(16u))).yx;
}

fn mix_components(key: vec4u) -> vec4u {
  var v = key;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}
