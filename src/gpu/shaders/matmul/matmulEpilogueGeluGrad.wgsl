// What matmul does with a finished sum behind the second MLP layer: the chain rule through GELU.
@group(0) @binding(4) var<storage, read> preActivation: array<Element>;

fn finished(at: u32, sum: Element) -> Element { return sum * geluDerivative(preActivation[at]); }

fn finish(at: u32, sum: Element) { out[at] = finished(at, sum); }
