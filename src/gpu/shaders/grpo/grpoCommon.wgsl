// What the passes of a loss with one advantage a response share. Stands in front of them.

// `blocks` of 32 tokens a response has at most; `weighted` where each token's policy term has a factor of its own.
struct Sizes { batch: u32, width: u32, blocks: u32, slots: u32, weighted: u32 }

// A response: its first slot (its others follow), its tokens, and sums over them of log pi - log pi_old, of the factors, of the
// KL estimates and of the entropies.
struct Response { start: u32, tokens: f32, drift: f32, weight: f32, kl: f32, entropy: f32 }

// What a block of a response leaves for the metrics: sums over its tokens, or where the response has one ratio, of the response.
struct Sums { policy: f32, penalty: f32, square: f32, kl: f32, units: f32, excess: f32, low: f32, high: f32 }

// In the order of GRPO_SCALARS.
struct Step {
  tokens: f32, responses: f32,
  term: u32, low: f32, high: f32, cap: f32, positive: f32, negative: f32,
  normaliser: u32, most: f32,
  beta: f32, estimator: u32, corrected: u32,
}

const NONE = 0xffffffffu;
