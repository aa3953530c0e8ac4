// What logitsBackward.wgsl writes of a loss that knows log-probabilities alone: d_logp * (onehot(target) - p) / T.
alias Weight = f32;

fn weight_of(row: u32) -> Weight { return d_logp[row]; }

fn is_weightless(weight: Weight) -> bool { return weight == 0.0; }

// `x` is log p.
fn slope_of(weight: Weight, scale: f32, hit: V, x: V) -> V { return weight * scale * (hit - exp(x)); }
