// A table of f32 as binding 2.
@group(0) @binding(2) var<storage, read> wte: array<Element>;

fn tableAt(at: u32) -> Element { return wte[at]; }
