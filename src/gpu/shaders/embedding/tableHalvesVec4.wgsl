// A table of halves as binding 2, four of them an element: two to a word, the first in its low half.
@group(0) @binding(2) var<storage, read> wte: array<vec2u>;

fn tableAt(at: u32) -> Element {
  let words = wte[at];
  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));
}
