// L = -(1 / tokens) * sum of advantage * logp over real tokens, its gradient, and the numbers to tell.
struct Sizes { rows: u32 }
struct Step { tokens: f32 }
@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> advantages: array<f32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_logp: array<f32>;
@group(0) @binding(4) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(5) var<uniform> step: Step;
@group(0) @binding(6) var<uniform> sizes: Sizes;

@compute @workgroup_size(1)
fn main() {
  var here = 0.0;
  for (var i = 0u; i < sizes.rows; i++) { here += mask[i]; }
  // Of a minibatch in parts, the tokens of all parts; else 0.
  let tokens = max(select(here, step.tokens, step.tokens > 0.0), 1.0);
  var loss = 0.0;
  for (var i = 0u; i < sizes.rows; i++) {
    d_logp[i] = 0.0;
    if (mask[i] > 0.5) {
      d_logp[i] = -advantages[i] / tokens;
      loss -= advantages[i] * logp[i] / tokens;
    }
  }
  metrics[0] = loss;
  metrics[1] = here;
}
