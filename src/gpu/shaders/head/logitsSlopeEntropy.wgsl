// logitsSlope.wgsl of a loss that knows entropies too: dH/dz_j = -p_j (log p_j + H) / T is added, times d_entropy.
@group(0) @binding(6) var<storage, read> entropy: array<f32>;
@group(0) @binding(7) var<storage, read> d_entropy: array<f32>;

struct Weight { logp: f32, entropy: f32, H: f32 }

fn weight_of(row: u32) -> Weight { return Weight(d_logp[row], d_entropy[row], entropy[row]); }

fn is_weightless(weight: Weight) -> bool { return weight.logp == 0.0 && weight.entropy == 0.0; }

// `x` is log p, finite also where p underflows to 0.
fn slope_of(weight: Weight, scale: f32, hit: V, x: V) -> V {
  let p = exp(x);
  return scale * (weight.logp * (hit - p) - weight.entropy * p * (x + weight.H));
}
