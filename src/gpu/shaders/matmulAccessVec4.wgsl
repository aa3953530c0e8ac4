// Operand access for matmul when every line of a, b and out is a whole number of vec4. The launcher says what
// one load of an operand brings: LoadedA is vec4f with SHIFT_A 2, or f32 with SHIFT_A 0; the same for b.
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<LoadedA>;
@group(0) @binding(2) var<storage, read> b: array<LoadedB>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

// From `at` on in the line that begins at `start`. Past the matrix: anything, which no stored sum uses.
fn loadA(start: u32, at: u32) -> LoadedA { return a[(start + at) >> SHIFT_A]; }
fn loadB(start: u32, at: u32) -> LoadedB { return b[(start + at) >> SHIFT_B]; }

fn store(row: u32, column: u32, plane: u32, value: vec4f) {
  if (row < shape.m && column < shape.n) {
    finish(((plane * shape.m + row) * shape.ldc + column) >> 2u, column >> 2u, value);
  }
}
