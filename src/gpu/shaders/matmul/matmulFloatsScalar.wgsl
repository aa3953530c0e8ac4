// Operand b of matmul as f32, at any size: as loadA.
alias LoadedB = f32;

fn loadB(start: u32, at: u32) -> vec4f {
  let lines = select(shape.k, shape.n, TRANS_B);
  let length = select(shape.n, shape.k, TRANS_B);
  let i = min(start, (lines - 1u) * shape.ldb) + min(at + LANE, vec4u(length - 1u));
  return select(vec4f(), vec4f(b[i.x], b[i.y], b[i.z], b[i.w]), at + LANE < vec4u(length));
}
