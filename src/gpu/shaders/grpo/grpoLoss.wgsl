// Second pass: an invocation a block of 32 tokens writes dL/dlogp of its tokens and their sums for the metrics.
//
//   L = sum over tokens of share * (importance * term + beta * kl), or ratio * kl where that is corrected
//
// `share` is what the normaliser gives a token, `term` what the choice of ratio and clip makes of the advantage; both are
// written out below. All of a response's tokens have the same advantage where they share one ratio and its gradient.

@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> old_logp: array<f32>;
@group(0) @binding(2) var<storage, read> logp_ref: array<f32>;
@group(0) @binding(3) var<storage, read> advantages: array<f32>;
@group(0) @binding(4) var<storage, read> importance: array<f32>;
@group(0) @binding(5) var<storage, read> responses: array<Response>;
@group(0) @binding(6) var<storage, read_write> d_logp: array<f32>;
@group(0) @binding(7) var<storage, read_write> sums: array<Sums>;
@group(0) @binding(8) var<uniform> step: Step;
@group(0) @binding(9) var<uniform> sizes: Sizes;

// By place in POLICY_TERMS; the first clips each token's ratio.
const SEQUENCE = 1u; // the ratio is the geometric mean over the response (GSPO)
const RESPONSE = 2u; // the ratio is that of the whole response, the product over its tokens (RLOO)
const STOPPED = 3u;  // the clipped ratio is a number that log pi is weighted by (CISPO)
const SOFT = 4u;     // a sigmoid in place of the clip (SAPO)
const PLAIN = 5u;    // no ratio (REINFORCE)
const SEQUENCE_TOKEN = 6u; // that of the response, stopped, times pi of the token over itself, stopped (GSPO-token)

// By place in NORMALISERS; the first gives each response the same.
const TOKEN = 1u;
const CONSTANT = 2u;

// A policy term, its slope by the logarithm of its ratio (by log pi where it has none), and whether it was clipped.
struct Term { loss: f32, slope: f32, ratio: f32, low: f32, high: f32 }

fn term(advantage: f32, raw: f32, log_pi: f32) -> Term {
  let d = clamp(raw, -20.0, 20.0);
  // exp(0) need not be exactly 1 on every GPU, and an unchanged policy must report exactly 1.
  let ratio = select(exp(d), 1.0, d == 0.0);
  let below = select(0.0, 1.0, ratio < 1.0 - step.low);
  let above = select(0.0, 1.0, ratio > 1.0 + step.high);
  if (step.term == PLAIN) { return Term(-advantage * log_pi, -advantage, ratio, 0.0, 0.0); }
  let bounded = clamp(ratio, 1.0 - step.low, 1.0 + step.high);
  if (step.term == STOPPED) {
    return Term(-advantage * bounded * log_pi, -advantage * bounded, ratio, below, above);
  }
  if (step.term == SOFT) {
    let tau = select(step.negative, step.positive, advantage > 0.0);
    // sigmoid(x) and its slope: of e^x and e^-x only the one that cannot overflow.
    let x = tau * (ratio - 1.0);
    let small = exp(-abs(x));
    let gate = select(small, 1.0, x > 0.0) / (1.0 + small);
    let slope = -advantage * 4.0 * ratio * small / ((1.0 + small) * (1.0 + small));
    return Term(-advantage * 4.0 * gate / tau, select(0.0, slope, raw == d), ratio, 0.0, 0.0);
  }
  let free = -advantage * ratio;
  let bound = -advantage * bounded;
  // Where the clipped branch is larger the ratio is outside its range and the loss is flat.
  let slope = select(free, 0.0, bound > free || raw != d);
  let down = advantage < 0.0;
  let low = select(0.0, below, down);
  // The clip bounds no ratio that has grown where it should have fallen: the cap does.
  if (down && step.cap > 0.0 && ratio > step.cap) { return Term(-advantage * step.cap, 0.0, ratio, low, 0.0); }
  return Term(max(free, bound), slope, ratio, low, select(0.0, above, advantage > 0.0));
}

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let lane = id.x + id.y * groups.x * 4;
  let lanes = sizes.batch * sizes.blocks;
  if (lane >= lanes) { return; }
  var here = 0.0;
  for (var row = 0u; row < sizes.batch; row++) { here += responses[row].tokens; }
  // Slots behind the last token are filler.
  for (var i = u32(here) + lane; i < sizes.slots; i += lanes) { d_logp[i] = 0.0; }

  let mine = responses[lane / sizes.blocks];
  let first = lane % sizes.blocks * 32;
  let end = min(first + 32, u32(mine.tokens));
  // What the normaliser gives a token.
  var share = 1.0 / (max(mine.tokens, 1.0) * step.responses);
  if (step.normaliser == TOKEN) { share = 1.0 / max(select(step.tokens, here, step.tokens == 0.0), 1.0); }
  if (step.normaliser == CONSTANT) { share = 1.0 / (step.responses * step.most); }
  // One ratio a response, which each of its tokens moves; its term has the factors of all of them.
  let whole = step.term == SEQUENCE || step.term == RESPONSE;
  let mean = select(1.0, 1.0 / max(mine.tokens, 1.0), step.term == SEQUENCE || step.term == SEQUENCE_TOKEN);

  var s = Sums(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
  for (var t = first; t < end; t++) {
    let i = mine.start + t;
    let drift = logp[i] - old_logp[i];
    var factor = 1.0;
    if (sizes.weighted == 1u) { factor = importance[i]; }
    let raw = select(drift, mine.drift * mean, whole || step.term == SEQUENCE_TOKEN);
    let policy = term(advantages[i], raw, logp[i]);
    let gap = logp[i] - logp_ref[i];
    let chain = select(factor, mine.weight * mean, whole);
    let kl = kl_value(step.estimator, gap);
    var penalty = kl;
    var pull = kl_slope(step.estimator, gap);
    if (step.corrected == 1u) {
      penalty = policy.ratio * kl;
      // A ratio that is held at e^20 or e^-20 moves no more.
      let along = select(kl, mine.kl * mean, whole);
      pull = policy.ratio * (pull + select(0.0, along, abs(raw) <= 20.0));
    }
    d_logp[i] = share * (policy.slope * chain + step.beta * pull);
    s.policy += share * factor * policy.loss;
    s.penalty += share * step.beta * penalty;
    s.square += 0.5 * drift * drift;
    s.kl += penalty;
    if (!whole || t == 0) {
      s.units += 1.0;
      s.excess += policy.ratio - 1.0;
      s.low += policy.low;
      s.high += policy.high;
    }
  }
  sums[lane] = s;
}
