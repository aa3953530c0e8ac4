// The sizes of one product. They are uniform, not override constants, because software
// adapters take a quarter of a second to compile a register tile: one pipeline serves every shape.
struct Shape {
  m: u32,
  n: u32,
  k: u32,
  lda: u32,
  ldb: u32,
  ldc: u32,
  chunk: u32, // each z-slice of the grid sums this many terms of K into its own m x ldc plane
  hasBias: u32,
  aStart: u32, // first element of a's first line
  outStart: u32, // and of the first line of out and of the planes that lie as it does
  scale: f32, // of the sum, where SCALED
  rows: u32, // of a workgroup, where these are not in the text
}
