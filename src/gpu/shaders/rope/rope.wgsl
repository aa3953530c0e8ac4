// Rotary positions on the q and k heads of fused q | k | v rows, in place (Su et al. 2021, in the half-split layout
// of Hugging Face's Llama): element i of a head's first half and element i of its second are one point of the
// plane, turned by the angle position * theta^(-2i / headDim). Turning back is the gradient. One invocation
// turns one pair (or four neighbouring ones); v is passed over.
struct Sizes { rows: u32 }
override HEADS: u32; // turned ones: those of q and of k
override ROW_STRIDE: u32; // in elements
override HALF: u32; // of a head, in elements
override BACK: bool;
@group(0) @binding(0) var<storage, read> positions: array<u32>; // [rows]
@group(0) @binding(1) var<storage, read> table: array<Element>; // per position: HALF cosines, HALF sines
@group(0) @binding(2) var<storage, read_write> qkv: array<Element>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let i = at % HALF;
  let head = at / HALF % HEADS;
  let row = at / (HALF * HEADS);
  if (row >= sizes.rows) { return; }
  let angle = positions[row] * 2u * HALF + i;
  let cosine = table[angle];
  var sine = table[angle + HALF];
  if (BACK) { sine = -sine; }
  let first = row * ROW_STRIDE + head * 2u * HALF + i;
  let a = qkv[first];
  let b = qkv[first + HALF];
  qkv[first] = a * cosine - b * sine;
  qkv[first + HALF] = b * cosine + a * sine;
}
