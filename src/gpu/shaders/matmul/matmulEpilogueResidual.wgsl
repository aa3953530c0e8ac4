// What matmul does with a finished sum at the end of a residual branch: out = sum + residual.
@group(0) @binding(5) var<storage, read> residual: array<Element>;

fn finished(at: u32, sum: Element) -> Element { return sum + residual[at]; }

fn finish(at: u32, sum: Element) { out[at] = finished(at, sum); }
