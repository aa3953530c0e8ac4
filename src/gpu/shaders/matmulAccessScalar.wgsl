// Operand access for matmul at any size: vectors are gathered, and what lies outside reads as zero.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

const LANE = vec4u(0u, 1u, 2u, 3u);

fn loadA(line: u32, at: u32) -> vec4f {
  let lines = select(M, K, TRANS_A);
  let length = select(K, M, TRANS_A);
  let i = line * LDA + min(at + LANE, vec4u(length - 1u));
  let value = vec4f(a[i.x], a[i.y], a[i.z], a[i.w]);
  return select(vec4f(), value, (at + LANE < vec4u(length)) & vec4<bool>(line < lines));
}

fn loadB(line: u32, at: u32) -> vec4f {
  let lines = select(K, N, TRANS_B);
  let length = select(N, K, TRANS_B);
  let i = line * LDB + min(at + LANE, vec4u(length - 1u));
  let value = vec4f(b[i.x], b[i.y], b[i.z], b[i.w]);
  return select(vec4f(), value, (at + LANE < vec4u(length)) & vec4<bool>(line < lines));
}

fn store(row: u32, column: u32, value: vec4f, plane: u32) {
  if (row >= M) { return; }
  for (var lane = 0u; lane < 4u && column + lane < N; lane++) {
    finish((plane + row) * LDC + column + lane, column + lane, value[lane]);
  }
}
