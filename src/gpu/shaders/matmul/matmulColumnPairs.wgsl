// Columns in pairs: column i of the first half of 2 * HALF neighbours and column i of the second. A workgroup owns some of the
// first and the same ones of the second, and an invocation both of a pair: what is made of the two needs no other. See
// matmulBlock.wgsl.
override HALF: u32; // a multiple of 4

fn columnOf(left: u32, within: u32) -> u32 {
  let pair = left / 2u + within % (COLUMNS / 2u);
  let first = pair / HALF * 2u * HALF + pair % HALF;
  return select(first, first + HALF, within >= COLUMNS / 2u);
}
