// Scalars of one AdamW step, shared by its kernels; bias1 = 1 - beta1^t and bias2 = 1 - beta2^t come
// from the host, which has f64.
struct Step {
  lr: f32,
  beta1: f32,
  beta2: f32,
  eps: f32,
  weightDecay: f32,
  maxNorm: f32,
  bias1: f32,
  bias2: f32,
  epsForm: u32,
}
