// Operand access for matmul when every line of a, b and out is a whole number of vec4.
@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4f>;

fn loadA(line: u32, at: u32) -> vec4f { return a[(line * LDA + at) >> 2u]; }
fn loadB(line: u32, at: u32) -> vec4f { return b[(line * LDB + at) >> 2u]; }

fn store(row: u32, column: u32, value: vec4f, plane: u32) {
  if (row < M) { finish(((plane + row) * LDC + column) >> 2u, column >> 2u, value); }
}
