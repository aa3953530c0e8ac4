// A table of halves as binding 2, one of them an element: two to a word, the first in its low half.
@group(0) @binding(2) var<storage, read> wte: array<u32>;

fn tableAt(at: u32) -> Element { return unpack2x16float(wte[at >> 1u] >> (16u * (at & 1u))).x; }
