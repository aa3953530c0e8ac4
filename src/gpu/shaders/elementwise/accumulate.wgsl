// sum = x for the first of several pieces, sum += x for the others.
struct Step { first: u32 }
override COUNT: u32; // in elements
@group(0) @binding(0) var<storage, read> x: array<Element>;
@group(0) @binding(1) var<storage, read_write> sum: array<Element>;
@group(0) @binding(2) var<uniform> step: Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= COUNT) { return; }
  // Chosen, not multiplied by zero: what the memory held before may be NaN.
  sum[at] = select(sum[at] + x[at], x[at], step.first != 0u);
}
