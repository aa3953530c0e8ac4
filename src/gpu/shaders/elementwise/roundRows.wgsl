// A matrix as halves, two to a word, the first in its low half. Where LEVELS is 0 each number is rounded to a half; else first
// to whole steps of its row, of which there are LEVELS to either side of 0: step = max |row| / LEVELS (symmetric integers a
// row, as engines quantise weights). In front of this text stands how the matrix is read: tableFloats.wgsl or
// tableHalvesScalar.wgsl. `steps` leaves the step of each row, `main` a word an invocation.
alias Element = f32;

struct Sizes { rows: u32, width: u32 }
override LEVELS: f32;

@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> row_steps: array<f32>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

// The largest half; beyond it a conversion may be anything.
const MOST = 65504.0;

@compute @workgroup_size(64)
fn steps(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 64;
  if (row >= sizes.rows) { return; }
  var top = 0.0;
  for (var i = 0u; i < sizes.width; i++) { top = max(top, abs(tableAt(row * sizes.width + i))); }
  row_steps[row] = top / max(LEVELS, 1.0);
}

fn rounded(at: u32) -> f32 {
  if (at >= sizes.rows * sizes.width) { return 0.0; }
  let x = tableAt(at);
  if (LEVELS == 0.0) { return clamp(x, -MOST, MOST); }
  let step = row_steps[at / sizes.width];
  if (step == 0.0) { return 0.0; }
  return clamp(round(x / step) * step, -MOST, MOST);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let word = id.x + id.y * groups.x * 64;
  if (word * 2u >= sizes.rows * sizes.width) { return; }
  words[word] = pack2x16float(vec2f(rounded(word * 2u), rounded(word * 2u + 1u)));
}
