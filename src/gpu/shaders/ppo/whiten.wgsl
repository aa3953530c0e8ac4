// Whitening over the real tokens of a batch: (x - mean) * inverseSqrt(variance + 1e-8), optionally + mean.
// `moments` leaves each sequence's mean and sum of squared deviations; `apply` merges them (Chan, Golub and
// LeVeque 1983) in sequence order and rewrites x. Padding is written as 0 and never read.

struct Sizes { batch: u32, width: u32 } // of the grid: sequences, and the most tokens of one
override KEEP_MEAN: bool;
override UNBIASED: bool;

@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@group(0) @binding(1) var<storage, read> lengths: array<u32>;
@group(0) @binding(2) var<storage, read_write> partials: array<vec2f>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(16)
fn moments(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 16;
  if (row >= sizes.batch) { return; }
  let length = min(lengths[row], sizes.width);
  var sum = 0.0;
  for (var t = 0u; t < length; t++) { sum += x[row * sizes.width + t]; }
  let mean = sum / max(f32(length), 1.0);
  var squares = 0.0;
  for (var t = 0u; t < length; t++) {
    let d = x[row * sizes.width + t] - mean;
    squares += d * d;
  }
  partials[row] = vec2f(mean, squares);
}

@compute @workgroup_size(16)
fn apply(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 16;
  if (row >= sizes.batch) { return; }
  var count = 0.0;
  var sum = 0.0;
  for (var b = 0u; b < sizes.batch; b++) {
    let n = f32(min(lengths[b], sizes.width));
    count += n;
    sum += n * partials[b].x;
  }
  let mean = sum / max(count, 1.0);
  var squares = 0.0;
  for (var b = 0u; b < sizes.batch; b++) {
    let d = partials[b].x - mean;
    squares += partials[b].y + f32(min(lengths[b], sizes.width)) * d * d;
  }
  var divisor = count;
  if (UNBIASED) { divisor -= 1.0; }
  let scale = inverseSqrt(squares / max(divisor, 1.0) + 1e-8);
  var shift = 0.0;
  if (KEEP_MEAN) { shift = mean; }
  let length = min(lengths[row], sizes.width);
  for (var t = 0u; t < sizes.width; t++) {
    let i = row * sizes.width + t;
    if (t < length) { x[i] = (x[i] - mean) * scale + shift; } else { x[i] = 0.0; }
  }
}
