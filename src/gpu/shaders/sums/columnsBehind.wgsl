// The first pass of columnSum.wgsl in the dispatch of another kernel over the same rows, behind its invocations: the columns
// of `behind`, [ROWS, COLS_BEHIND], into the planes from FIRST_BEHIND on. The kernel declares ROWS, BLOCK, partials, behind.
override COLS_BEHIND: u32; // in elements; 0 for none
override FIRST_BEHIND: u32; // element of partials

fn columnsBehind(at: u32) {
  // A constant that is zero divides nothing, not even where it is not reached.
  let width = max(COLS_BEHIND, 1u);
  let begin = at / width * BLOCK;
  if (COLS_BEHIND == 0u || begin >= ROWS) { return; }
  let column = at % width;
  var sum = Element();
  for (var row = begin; row < min(begin + BLOCK, ROWS); row++) { sum += behind[row * width + column]; }
  partials[FIRST_BEHIND + at] = sum;
}
