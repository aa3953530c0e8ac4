// AdamW (Loshchilov & Hutter 2019) as PyTorch writes it, or with TensorFlow's place for epsilon:
//   0  p -= lr * (m / bias1) / (sqrt(v / bias2) + eps)
//   1  p -= lr * sqrt(bias2) / bias1 * m / (sqrt(v) + eps)
override COUNT: u32; // in elements
@group(0) @binding(0) var<storage, read_write> params: array<Element>;
@group(0) @binding(1) var<storage, read> grads: array<Element>;
@group(0) @binding(2) var<storage, read_write> m: array<Element>;
@group(0) @binding(3) var<storage, read_write> v: array<Element>;
@group(0) @binding(4) var<storage, read> decay: array<f32>; // one per 64 parameters
@group(0) @binding(5) var<storage, read> stats: vec4f;
@group(0) @binding(6) var<uniform> step: Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= COUNT || stats.z != 0.0) { return; }
  let g = grads[at] * stats.y;
  let m1 = step.beta1 * m[at] + (1.0 - step.beta1) * g;
  let v1 = step.beta2 * v[at] + (1.0 - step.beta2) * g * g;
  m[at] = m1;
  v[at] = v1;
  var p = params[at];
  p -= step.lr * step.weightDecay * decay[at * WIDTH / 64u] * p;
  if (step.epsForm == 0u) {
    p -= step.lr / step.bias1 * m1 / (sqrt(v1 / step.bias2) + step.eps);
  } else {
    p -= step.lr * sqrt(step.bias2) / step.bias1 * m1 / (sqrt(v1) + step.eps);
  }
  params[at] = p;
}
