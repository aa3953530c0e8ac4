// Sums over the tokens of each ranked answer, in their order; one invocation an answer. Token t of answer s is at slot
// slot_at[s * width + t], or nowhere. What is one number an answer stands at each of its tokens: the first one's is taken.
const NONE = 0xffffffffu;
struct Sizes { answers: u32, width: u32 }
@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> reference: array<f32>;
@group(0) @binding(2) var<storage, read> tiers: array<f32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read> slot_at: array<u32>;
@group(0) @binding(5) var<storage, read_write> answers: array<Answer>;
@group(0) @binding(6) var<uniform> sizes: Sizes;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) grid: vec3u) {
  let s = id.x + id.y * grid.x * 4u;
  if (s >= sizes.answers) { return; }
  var answer = Answer();
  for (var t = 0u; t < sizes.width; t++) {
    let slot = slot_at[s * sizes.width + t];
    if (slot == NONE) { continue; }
    if (answer.tokens == 0.0) {
      answer.tier = tiers[slot];
      answer.weight = weights[slot];
    }
    answer.drift += logp[slot] - reference[slot];
    answer.logp += logp[slot];
    answer.tokens += 1.0;
  }
  answers[s] = answer;
}
