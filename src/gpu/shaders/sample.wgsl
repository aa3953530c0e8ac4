// Draws the next token of each row from softmax(logits / temperature) after top-k, then top-p.
// One invocation per row; a row's draw depends on (seed, stream, row, count) only.
//
// Filters are exact and need no sort. A filter is "logit above `bound`, plus the first `ties` of those equal
// to it, by id". The bound is found by bisection on the logit value: each pass over the row weighs everything
// at or above a midpoint and then moves to a logit that is really there, so the search ends on the bound
// itself, not near it. Sums run in id order, where rounding is monotone: more tokens never weigh less.
// Knows nothing of text; an end is just an id that ends a row.

struct Step { temperature: f32, top_p: f32, top_k: u32, seed: u32, stream: u32, greedy: u32, max_new: u32 }

override BATCH: u32;
override CAPACITY: u32;
override MAX_NEW: u32;
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

// `done` of a row whose logits are not finite: it ends without a token, for the host to see.
const NON_FINITE = 2u;

struct Filter { bound: f32, ties: u32 }

// pcg4d (Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 2020), reduced to [0, 1) in 24 bits.
fn uniform_draw(key: vec4u) -> f32 {
  let v = mix_components(key * 1664525u + 1013904223u);
  return f32(mix_components(v ^ (v >> vec4u(16u))).x >> 8) * 0x1p-24;
}

fn mix_components(key: vec4u) -> vec4u {
  var v = key;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

fn weight(logit: f32, top: f32) -> f32 {
  return exp((logit - top) / max(step.temperature, 1e-6));
}

// Narrows `keep` to the fewest most probable tokens whose amount reaches `goal`.
// The amount of a token is 1 (top-k) or its weight (top-p).
fn narrow(first: u32, top: f32, keep: Filter, goal: f32, by_weight: bool) -> Filter {
  var low = keep.bound; // reaches the goal
  var next = top; // largest logit of which it is not known that everything above it reaches the goal
  var strict = 0.0; // amount of everything above `next`
  var probe = top;
  loop {
    var amount = 0.0;
    var above = 3.0e38; // smallest logit at or above the probe
    var below = -3.0e38; // largest logit under the probe
    for (var i = 0u; i < VOCAB; i++) {
      let z = logits[first + i];
      let reached = z >= probe;
      amount += select(0.0, select(1.0, weight(z, top), by_weight), reached);
      above = min(above, select(3.0e38, z, reached));
      below = max(below, select(z, -3.0e38, reached));
    }
    if (amount >= goal) {
      low = above;
    } else {
      strict = amount;
      next = below;
    }
    if (next <= low) { break; }
    // Halves keep the sum finite; neighbouring floats have no midpoint, so then the upper one is asked.
    probe = min(low * 0.5 + next * 0.5, next);
    if (probe <= low) { probe = next; }
  }
  // Ties at the bound join by id until the goal is reached, but never more than the old filter let in.
  var each = 1.0;
  if (by_weight) { each = weight(low, top); }
  var limit = VOCAB;
  if (low == keep.bound) { limit = keep.ties; }
  var ties = 1u;
  strict += each;
  while (strict < goal && ties < limit) {
    strict += each;
    ties++;
  }
  return Filter(low, ties);
}

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 4;
  if (row >= BATCH || done[row] != 0 || cursor[row] + 1 >= CAPACITY) { return; }
  let first = row * LD;

  var top = -3.0e38;
  var bottom = 3.0e38;
  var best = 0u;
  var finite = true;
  for (var i = 0u; i < VOCAB; i++) {
    let z = logits[first + i];
    finite = finite && (bitcast<u32>(z) & 0x7f800000u) != 0x7f800000u;
    bottom = min(bottom, z);
    if (z > top) { top = z; best = i; }
  }
  if (!finite) {
    done[row] = NON_FINITE;
    return;
  }

  var keep = Filter(bottom, VOCAB);
  if (step.top_k > 0 && step.top_k < VOCAB) {
    keep = narrow(first, top, keep, f32(step.top_k), false);
  }
  if (step.top_p < 1.0) {
    keep = narrow(first, top, keep, step.top_p * kept_mass(first, top, keep), true);
  }
  let mass = kept_mass(first, top, keep);

  var choice = best;
  if (step.greedy == 0) {
    let goal = mass * uniform_draw(vec4u(step.seed, step.stream, row, generated[row]));
    var sum = 0.0;
    var ties = 0u;
    for (var i = 0u; i < VOCAB; i++) {
      let z = logits[first + i];
      if (z < keep.bound) { continue; }
      if (z == keep.bound) {
        ties++;
        if (ties > keep.ties) { continue; }
      }
      sum += weight(z, top);
      choice = i;
      if (sum > goal) { break; }
    }
  }

  let count = generated[row];
  let position = cursor[row] + 1;
  tokens[row * CAPACITY + position] = choice;
  logp[row * MAX_NEW + count] = (logits[first + choice] - top) / max(step.temperature, 1e-6) - log(mass);
  cursor[row] = position;
  generated[row] = count + 1;
  let limit = select(MAX_NEW, min(step.max_new, MAX_NEW), step.max_new > 0);
  if (is_end(choice) || count + 1 >= limit || position + 1 >= CAPACITY) { done[row] = 1; }
}

fn is_end(token: u32) -> bool {
  for (var i = 0u; i < ENDS; i++) {
    if (ends[i] == token) { return true; }
  }
  return false;
}

// Weight of everything the filter lets through, in id order.
fn kept_mass(first: u32, top: f32, keep: Filter) -> f32 {
  var sum = 0.0;
  var ties = 0u;
  for (var i = 0u; i < VOCAB; i++) {
    let z = logits[first + i];
    ties += u32(z == keep.bound);
    sum += select(0.0, weight(z, top), z > keep.bound || (z == keep.bound && ties <= keep.ties));
  }
  return sum;
}
