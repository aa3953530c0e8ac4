// Prelude of row-wise kernels whose row length is a multiple of 4: an element is four neighbours.
alias Element = vec4f;
const WIDTH = 4u;
fn total(e: Element) -> f32 { return (e.x + e.y) + (e.z + e.w); }
