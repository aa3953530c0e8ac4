// How many multiply-adds the adapter can do when nothing is loaded: every invocation keeps two vec4 in
// registers, eight chains of x ← x·scale + shift, so that one chain's latency hides behind the others. More
// would not fit the sixteen vector registers of a CPU. 2 · 8 · 16 · ROUNDS operations an invocation.

@group(0) @binding(0) var<storage, read_write> out: array<f32>;

override ROUNDS: u32;
override WORKGROUP: u32;

fn fourSteps(x: vec4f, scale: f32, shift: f32) -> vec4f {
  let one = x * scale + shift;
  let two = one * scale + shift;
  let three = two * scale + shift;
  return three * scale + shift;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // From a buffer, because a compiler would fold constants; near 1 and 0, so that nothing leaves f32's range.
  let scale = out[0] + 0.999999;
  let shift = out[1] + 1e-6;
  var a = vec4f(f32(id.x));
  var b = a + vec4f(0.0, 1.0, 2.0, 3.0);
  for (var i = 0u; i < ROUNDS; i++) {
    a = fourSteps(a, scale, shift);
    b = fourSteps(b, scale, shift);
    a = fourSteps(a, scale, shift);
    b = fourSteps(b, scale, shift);
    a = fourSteps(a, scale, shift);
    b = fourSteps(b, scale, shift);
    a = fourSteps(a, scale, shift);
    b = fourSteps(b, scale, shift);
  }
  // Never true, which a compiler cannot know: so the chains must be computed, and nothing is written.
  if (dot(a + b, vec4f(1.0)) == -1.0) {
    out[2] = a.x;
  }
}
