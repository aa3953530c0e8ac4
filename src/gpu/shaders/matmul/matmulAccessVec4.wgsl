// Operand access for matmul when every line of a, b and out is a whole number of vec4 and begins at one. LoadedA is
// vec4f, or f32 where the lanes of a quad read neighbouring numbers. LoadedB is vec4f, or vec2u for four halves.
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<LoadedA>;
@group(0) @binding(2) var<storage, read> b: array<LoadedB>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

// The bias of four columns, to be added to each row's sums of them.
fn columnBias(column: u32) -> vec4f { return biasAt(column >> 2u); }

fn store(row: u32, column: u32, plane: u32, value: vec4f) {
  if (row < shape.m && column < shape.n) {
    finish((shape.outStart + (plane * shape.m + row) * shape.ldc + column) >> 2u, value);
  }
}
