// The first pass of columnSum.wgsl in the dispatch of another kernel over the same rows, behind its invocations: the columns
// of `behind`, [rows, COLS_BEHIND], into the planes from element firstBehind on. The kernel declares sizes, BLOCK, partials, behind.
override COLS_BEHIND: u32; // in elements; 0 for none

fn columnsBehind(at: u32) {
  // A constant that is zero divides nothing, not even where it is not reached.
  let width = max(COLS_BEHIND, 1u);
  let begin = at / width * BLOCK;
  if (COLS_BEHIND == 0u || begin >= sizes.rows) { return; }
  let column = at % width;
  var sum = Element();
  for (var row = begin; row < min(begin + BLOCK, sizes.rows); row++) { sum += behind[row * width + column]; }
  partials[sizes.firstBehind + at] = sum;
}
