// Prelude of row-wise kernels for any row length: an element is one number.
alias Element = f32;
const WIDTH = 1u;
fn total(e: Element) -> f32 { return e; }
