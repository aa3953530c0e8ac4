// Operand b of matmul as halves, two a word, the first in the low half; a line may begin within a word. At any size:
// as loadA.
alias LoadedB = u32;

fn half(at: u32) -> f32 { return unpack2x16float(b[at >> 1u] >> (16u * (at & 1u))).x; }

fn loadB(start: u32, at: u32) -> vec4f {
  let lines = select(shape.k, shape.n, TRANS_B);
  let length = select(shape.n, shape.k, TRANS_B);
  let i = min(start, (lines - 1u) * shape.ldb) + min(at + LANE, vec4u(length - 1u));
  return select(vec4f(), vec4f(half(i.x), half(i.y), half(i.z), half(i.w)), at + LANE < vec4u(length));
}
