// Estimators of KL(pi || pi_ref) from one token that pi sampled (Schulman 2020), and their derivatives by log pi. A text
// that stands in front of a kernel's own. d = log pi - log pi_ref is clamped to +-20; a clamped d has a derivative of 0.
//   k1 = d                   dk1 = 1
//   k2 = d * d / 2           dk2 = d
//   k3 = exp(-d) - 1 + d     dk3 = 1 - exp(-d)

const K2 = 1u;
const K3 = 2u;

fn kl_gap(d: f32) -> f32 { return clamp(d, -20.0, 20.0); }

// Near 0 the three terms cancel, and WGSL has no expm1, so the series is summed instead.
fn k3(d: f32) -> f32 {
  if (abs(d) < 0.25) {
    return d * d * (1.0 / 2.0 - d * (1.0 / 6.0 - d * (1.0 / 24.0 - d * (1.0 / 120.0 - d / 720.0))));
  }
  return exp(-d) - 1.0 + d;
}

fn k3_slope(d: f32) -> f32 {
  if (abs(d) < 0.25) {
    return d * (1.0 - d * (1.0 / 2.0 - d * (1.0 / 6.0 - d * (1.0 / 24.0 - d * (1.0 / 120.0 - d / 720.0)))));
  }
  return 1.0 - exp(-d);
}

// The estimate that `kind` names (KL_ESTIMATORS, by place) of a d that need not be clamped.
fn kl_value(kind: u32, raw: f32) -> f32 {
  let d = kl_gap(raw);
  if (kind == K2) { return 0.5 * d * d; }
  if (kind == K3) { return k3(d); }
  return d;
}

// Its derivative by log pi, the sampled token standing still.
fn kl_slope(kind: u32, raw: f32) -> f32 {
  let d = kl_gap(raw);
  if (d != raw) { return 0.0; }
  if (kind == K2) { return d; }
  if (kind == K3) { return k3_slope(d); }
  return 1.0;
}
