// What matmul does with a finished sum in the first MLP layer where no backward pass will ask for the pre-activation.
fn finish(at: u32, sum: Element) { out[at] = gelu(sum); }
