// What matmul does with the finished sums of q | k | v: heads of q and of k are turned by their row's position, as rope.wgsl
// would; those of v are stored as they are.
override TURNED: u32; // heads
@group(0) @binding(5) var<storage, read> positions: array<u32>;
@group(0) @binding(6) var<storage, read> table: array<vec4f>; // per position: HALF cosines, HALF sines

fn finishPair(row: u32, pair: u32, a: vec4f, b: vec4f) {
  let head = pair / HALF;
  let i = pair % HALF;
  let first = (row * shape.ldc + head * 2u * HALF + i) >> 2u;
  let second = first + HALF / 4u;
  if (head >= TURNED) {
    out[first] = a;
    out[second] = b;
    return;
  }
  let angle = (positions[row] * 2u * HALF + i) >> 2u;
  let cosine = table[angle];
  let sine = table[angle + HALF / 4u];
  out[first] = a * cosine - b * sine;
  out[second] = b * cosine + a * sine;
}
