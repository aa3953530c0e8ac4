// Root-mean-square normalisation of every q and k head, then rotary positions as in rope.wgsl; v is copied. One
// invocation a head. `raw` is kept, because the backward pass cannot get it back from what is written here.
struct Sizes { rows: u32 }
override HEADS: u32; // of q
override KV_HEADS: u32;
override HALF: u32; // of a head, in elements
override EPS: f32;
@group(0) @binding(0) var<storage, read> positions: array<u32>; // [rows]
@group(0) @binding(1) var<storage, read> table: array<Element>; // per position: HALF cosines, HALF sines
@group(0) @binding(2) var<storage, read> gamma: array<Element>; // of q heads, then of k heads
@group(0) @binding(3) var<storage, read> raw: array<Element>;
@group(0) @binding(4) var<storage, read_write> out: array<Element>;
@group(0) @binding(5) var<storage, read_write> scales: array<f32>; // [rows, HEADS + KV_HEADS]
@group(0) @binding(6) var<uniform> sizes: Sizes;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 32u;
  let all = HEADS + 2u * KV_HEADS;
  let head = at % all;
  let row = at / all;
  if (row >= sizes.rows) { return; }
  let first = at * 2u * HALF;
  if (head >= HEADS + KV_HEADS) {
    for (var i = 0u; i < 2u * HALF; i++) { out[first + i] = raw[first + i]; }
    return;
  }
  var squares = Element();
  for (var i = 0u; i < 2u * HALF; i++) { squares += raw[first + i] * raw[first + i]; }
  let scale = 1.0 / sqrt(total(squares) / f32(2u * HALF * WIDTH) + EPS);
  scales[row * (HEADS + KV_HEADS) + head] = scale;
  let weights = select(0u, 2u * HALF, head >= HEADS);
  let angle = positions[row] * 2u * HALF;
  for (var i = 0u; i < HALF; i++) {
    let a = raw[first + i] * scale * gamma[weights + i];
    let b = raw[first + HALF + i] * scale * gamma[weights + HALF + i];
    let cosine = table[angle + i];
    let sine = table[angle + HALF + i];
    out[first + i] = a * cosine - b * sine;
    out[first + HALF + i] = b * cosine + a * sine;
  }
}
