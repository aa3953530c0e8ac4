// First pass: an invocation a response adds up what its tokens have together. A response's slots follow each other; a place
// without a token has none.

@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> old_logp: array<f32>;
@group(0) @binding(2) var<storage, read> logp_ref: array<f32>;
@group(0) @binding(3) var<storage, read> importance: array<f32>;
@group(0) @binding(4) var<storage, read> entropy: array<f32>;
@group(0) @binding(5) var<storage, read> slot_at: array<u32>;
@group(0) @binding(6) var<storage, read_write> responses: array<Response>;
@group(0) @binding(7) var<uniform> step: Step;
@group(0) @binding(8) var<uniform> sizes: Sizes;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 4;
  if (row >= sizes.batch) { return; }
  var found = Response(slot_at[row * sizes.width], 0.0, 0.0, 0.0, 0.0, 0.0);
  for (var t = 0u; t < sizes.width; t++) {
    let i = slot_at[row * sizes.width + t];
    if (i == NONE) { break; }
    found.tokens += 1.0;
    found.drift += logp[i] - old_logp[i];
    if (sizes.weighted == 1u) { found.weight += importance[i]; } else { found.weight += 1.0; }
    found.kl += kl_value(step.estimator, logp[i] - logp_ref[i]);
    found.entropy += entropy[i];
  }
  responses[row] = found;
}
