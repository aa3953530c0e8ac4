// What matmul does with a finished sum: out = sum.
fn finish(at: u32, sum: Element) { out[at] = sum; }
