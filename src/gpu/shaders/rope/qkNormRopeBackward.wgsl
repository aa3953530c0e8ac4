// Gradients of qkNormRope.wgsl. The gradient of each q and k head is turned back (g, h for a pair of elements); then
// dRaw = scale * (g * gamma - xhat * mean(g * gamma * xhat)) with xhat = raw * scale, and dGamma sums g * xhat over
// rows and heads; the gradient of v passes through.
// The first workgroups take dRaw, an invocation a head; the others take dGamma, an invocation a pair of elements of
// q or of k in a block of BLOCK rows, into partials[block, q or k, element of the head], whose blocks sumPlanes
// adds. Neither reads what the other writes, so one dispatch does both, or dRaw alone for frozen norms.
struct Sizes {
  rows: u32,
  gammaInvocations: u32, // 0 for frozen norms
}
override HEADS: u32; // of q
override KV_HEADS: u32;
override HALF: u32; // of a head, in elements
override BLOCK: u32;
@group(0) @binding(0) var<storage, read> positions: array<u32>; // [rows]
@group(0) @binding(1) var<storage, read> table: array<Element>; // per position: HALF cosines, HALF sines
@group(0) @binding(2) var<storage, read> gamma: array<Element>; // of q heads, then of k heads
@group(0) @binding(3) var<storage, read> raw: array<Element>;
@group(0) @binding(4) var<storage, read> scales: array<f32>; // [rows, HEADS + KV_HEADS]
@group(0) @binding(5) var<storage, read> dOut: array<Element>;
@group(0) @binding(6) var<storage, read_write> dRaw: array<Element>;
@group(0) @binding(7) var<storage, read_write> partials: array<Element>;
@group(0) @binding(8) var<uniform> sizes: Sizes;

fn headGradient(at: u32) {
  let all = HEADS + 2u * KV_HEADS;
  let head = at % all;
  let row = at / all;
  if (row >= sizes.rows) { return; }
  let first = at * 2u * HALF;
  if (head >= HEADS + KV_HEADS) {
    for (var i = 0u; i < 2u * HALF; i++) { dRaw[first + i] = dOut[first + i]; }
    return;
  }
  let weights = select(0u, 2u * HALF, head >= HEADS);
  let angle = positions[row] * 2u * HALF;
  let scale = scales[row * (HEADS + KV_HEADS) + head];
  var sumHat = Element();
  for (var i = 0u; i < HALF; i++) {
    let cosine = table[angle + i];
    let sine = table[angle + HALF + i];
    let a = dOut[first + i];
    let b = dOut[first + HALF + i];
    let g = (a * cosine + b * sine) * gamma[weights + i];
    let h = (b * cosine - a * sine) * gamma[weights + HALF + i];
    dRaw[first + i] = g;
    dRaw[first + HALF + i] = h;
    sumHat += (g * raw[first + i] + h * raw[first + HALF + i]) * scale;
  }
  let meanHat = total(sumHat) / f32(2u * HALF * WIDTH);
  for (var i = 0u; i < 2u * HALF; i++) {
    dRaw[first + i] = scale * (dRaw[first + i] - raw[first + i] * scale * meanHat);
  }
}

fn gammaGradient(at: u32) {
  if (at >= sizes.gammaInvocations) { return; }
  let i = at % HALF;
  let ofKeys = at / HALF % 2u;
  let block = at / (2u * HALF);
  let begin = block * BLOCK;
  let firstHead = ofKeys * HEADS;
  let endHead = HEADS + ofKeys * KV_HEADS;
  var sumA = Element();
  var sumB = Element();
  for (var row = begin; row < min(begin + BLOCK, sizes.rows); row++) {
    let angle = positions[row] * 2u * HALF + i;
    let cosine = table[angle];
    let sine = table[angle + HALF];
    for (var head = firstHead; head < endHead; head++) {
      let first = (row * (HEADS + 2u * KV_HEADS) + head) * 2u * HALF + i;
      let a = dOut[first];
      let b = dOut[first + HALF];
      let scale = scales[row * (HEADS + KV_HEADS) + head];
      sumA += (a * cosine + b * sine) * raw[first] * scale;
      sumB += (b * cosine - a * sine) * raw[first + HALF] * scale;
    }
  }
  let place = (block * 2u + ofKeys) * 2u * HALF + i;
  partials[place] = sumA;
  partials[place + HALF] = sumB;
}

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 32u;
  let headInvocations = (sizes.rows * (HEADS + 2u * KV_HEADS) + 31u) / 32u * 32u;
  if (index < headInvocations) { headGradient(index); } else { gammaGradient(index - headInvocations); }
}
