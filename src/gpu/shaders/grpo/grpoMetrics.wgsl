// Third pass: adds the blocks' sums up and writes the metrics in the order of GRPO_METRICS. A single invocation: there is one
// set of sums per 32 tokens. Without a token every metric is 0.

@group(0) @binding(0) var<storage, read> responses: array<Response>;
@group(0) @binding(1) var<storage, read> sums: array<Sums>;
@group(0) @binding(2) var<storage, read_write> metrics: array<f32>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(1)
fn main() {
  var tokens = 0.0;
  var entropy = 0.0;
  for (var row = 0u; row < sizes.batch; row++) {
    tokens += responses[row].tokens;
    entropy += responses[row].entropy;
  }
  var all = Sums(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
  for (var lane = 0u; lane < sizes.batch * sizes.blocks; lane++) {
    let s = sums[lane];
    all.policy += s.policy;
    all.penalty += s.penalty;
    all.square += s.square;
    all.kl += s.kl;
    all.units += s.units;
    all.excess += s.excess;
    all.low += s.low;
    all.high += s.high;
  }
  let per_token = 1.0 / max(tokens, 1.0);
  let per_unit = 1.0 / max(all.units, 1.0);
  metrics[0] = all.policy;
  metrics[1] = all.penalty;
  metrics[2] = all.policy + all.penalty;
  metrics[3] = all.square * per_token;
  metrics[4] = all.kl * per_token;
  metrics[5] = entropy * per_token;
  metrics[6] = (1.0 + all.excess * per_unit) * min(tokens, 1.0);
  metrics[7] = all.low * per_unit;
  metrics[8] = all.high * per_unit;
  metrics[9] = tokens;
  metrics[10] = all.units;
}
