// What both second passes of the gradient norm know: their bindings, and what the sum of squares means.
override PARTS: u32; // a multiple of 4
@group(0) @binding(0) var<storage, read> partials: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> stats: vec4f;
@group(0) @binding(2) var<uniform> step: Step;

fn conclude(square: f32) {
  // Compilers may assume that NaN and infinity never occur, so look at the exponent's bits instead.
  let broken = (bitcast<u32>(square) & 0x7f800000u) == 0x7f800000u;
  let norm = sqrt(square);
  var clip = 1.0;
  if (step.maxNorm > 0.0) { clip = min(1.0, step.maxNorm / (norm + 1e-6)); }
  stats = vec4f(norm, select(clip, 0.0, broken), select(0.0, 1.0, broken), 0.0);
}
