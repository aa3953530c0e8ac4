// What every preference loss stands behind: it walks over answers that were ranked together, one lane a group, and adds up
// what they tell. The loss itself is `learn`, in the text that follows: it is given the first of a group, writes
// gradients[first], ..., by each answer's sum of log pi, and tells its numbers. `Step` begins with the responses of the
// whole minibatch and how many of them are together; every other scalar is the loss's own.
const LANES = 64u;
const METRICS = 10u;

// In the order of PREFERENCE_METRICS; from OWN on, what a loss tells besides.
const LOSS = 0u;
const REWARDS_CHOSEN = 1u;
const REWARDS_REJECTED = 2u;
const ACCURACIES = 3u;
const MARGINS = 4u;
const LOGPS_CHOSEN = 5u;
const LOGPS_REJECTED = 6u;
const OWN = 7u;

struct Sizes { answers: u32 }
@group(0) @binding(0) var<storage, read> answers: array<Answer>;
@group(0) @binding(1) var<storage, read_write> gradients: array<f32>;
@group(0) @binding(2) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(3) var<uniform> step: Step;
@group(0) @binding(4) var<uniform> sizes: Sizes;

var<private> told: array<f32, METRICS>;
var<workgroup> all_told: array<f32, METRICS * LANES>;

// log(1 + e^x), which is -log sigmoid(-x): of e^x and e^-x only the one that cannot overflow.
fn softplus(x: f32) -> f32 { return max(x, 0.0) + log(1.0 + exp(-abs(x))); }

// 1 / (1 + e^-x), likewise.
fn sigmoid(x: f32) -> f32 {
  let small = exp(-abs(x));
  return select(small, 1.0, x > 0.0) / (1.0 + small);
}

// The groups of the whole minibatch, whose mean the loss is.
fn groups() -> f32 { return step.responses / step.together; }

// What a pair tells, a share of the minibatch's mean: rewards as the loss has them, log-probabilities.
fn tell_pair(reward_chosen: f32, reward_rejected: f32, logp_chosen: f32, logp_rejected: f32) {
  told[REWARDS_CHOSEN] += reward_chosen / groups();
  told[REWARDS_REJECTED] += reward_rejected / groups();
  told[ACCURACIES] += select(0.0, 1.0, reward_chosen > reward_rejected) / groups();
  told[MARGINS] += (reward_chosen - reward_rejected) / groups();
  told[LOGPS_CHOSEN] += logp_chosen / groups();
  told[LOGPS_REJECTED] += logp_rejected / groups();
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  let together = u32(step.together);
  for (var first = lane * together; first + together <= sizes.answers; first += LANES * together) {
    // The last part of a minibatch may have fewer.
    if (answers[first].tokens > 0.0) { learn(first); }
  }
  for (var m = 0u; m < METRICS; m++) { all_told[m * LANES + lane] = told[m]; }
  workgroupBarrier();
  if (lane >= min(METRICS, arrayLength(&metrics))) { return; }
  var sum = 0.0;
  for (var i = 0u; i < LANES; i++) { sum += all_told[lane * LANES + i]; }
  metrics[lane] = sum;
}
