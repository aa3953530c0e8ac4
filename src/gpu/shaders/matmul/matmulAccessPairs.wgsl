// Operand access for matmul as in matmulAccessVec4.wgsl, where epilogues take the sums of column pairs together.
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<LoadedA>;
@group(0) @binding(2) var<storage, read> b: array<LoadedB>;
@group(0) @binding(3) var<storage, read_write> out: array<vec4f>;

fn columnBias(column: u32) -> vec4f { return biasAt(column >> 2u); }

fn storePair(row: u32, pair: u32, first: vec4f, second: vec4f) {
  if (row < shape.m && pair < shape.n / 2u) { finishPair(row, pair, first, second); }
}
