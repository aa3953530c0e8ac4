// L = mean over pairs of max(0, 1 - beta * margin), margin = sum of log(pi / pi_ref) of the better answer less that of the
// worse; its gradient by each log pi, and how many pairs are right. Sums go over the tokens of an answer in their order.
const NONE = 0xffffffffu;
struct Sizes { slots: u32, pairs: u32, width: u32 }
struct Step { beta: f32, responses: f32 }
@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> reference: array<f32>;
@group(0) @binding(2) var<storage, read> slot_at: array<u32>;
@group(0) @binding(3) var<storage, read_write> d_logp: array<f32>;
@group(0) @binding(4) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;
@group(0) @binding(6) var<uniform> sizes: Sizes;

fn drift(answer: u32) -> f32 {
  var sum = 0.0;
  for (var t = 0u; t < sizes.width; t++) {
    let slot = slot_at[answer * sizes.width + t];
    if (slot != NONE) { sum += logp[slot] - reference[slot]; }
  }
  return sum;
}

fn give(answer: u32, gradient: f32) {
  for (var t = 0u; t < sizes.width; t++) {
    let slot = slot_at[answer * sizes.width + t];
    if (slot != NONE) { d_logp[slot] = gradient; }
  }
}

@compute @workgroup_size(1)
fn main() {
  for (var i = 0u; i < sizes.slots; i++) { d_logp[i] = 0.0; }
  var loss = 0.0;
  var right = 0.0;
  for (var pair = 0u; pair < sizes.pairs; pair++) {
    // The last part of a minibatch may have fewer.
    if (slot_at[2u * pair * sizes.width] == NONE) { continue; }
    let share = 2.0 / step.responses;
    let margin = drift(2u * pair) - drift(2u * pair + 1u);
    let term = 1.0 - step.beta * margin;
    right += share * select(0.0, 1.0, margin > 0.0);
    // A pair that is far enough apart is left alone.
    if (term <= 0.0) { continue; }
    loss += share * term;
    let gradient = share * step.beta;
    give(2u * pair, -gradient);
    give(2u * pair + 1u, gradient);
  }
  metrics[0] = loss;
  metrics[1] = right;
}
