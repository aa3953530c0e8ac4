// What matmul does with a finished sum that is one of several behind a GELU: each goes through the chain rule alone.
@group(0) @binding(4) var<storage, read> preActivation: array<Element>;

fn finish(at: u32, sum: Element) { out[at] += sum * geluDerivative(preActivation[at]); }
