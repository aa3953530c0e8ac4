// Operand b of matmul as halves, four of them in two words, the first in the low half of the first.
alias LoadedB = vec2u;

fn fourOfB(at: u32) -> vec4f {
  let words = b[at];
  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));
}
