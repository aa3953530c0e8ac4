// Operand access for matmul at any size: vectors are gathered. What lies past a line's end reads as zero, so
// a sum over K may run past it; a line past the last repeats the last. LoadedB is f32, or u32 for two halves.
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<LoadedB>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

const LANE = vec4u(0u, 1u, 2u, 3u);

fn loadA(start: u32, at: u32) -> vec4f {
  let lines = select(shape.m, shape.k, TRANS_A);
  let length = select(shape.k, shape.m, TRANS_A);
  let i = shape.aStart + min(start, (lines - 1u) * shape.lda) + min(at + LANE, vec4u(length - 1u));
  return select(vec4f(), vec4f(a[i.x], a[i.y], a[i.z], a[i.w]), at + LANE < vec4u(length));
}

// The bias of four columns, to be added to each row's sums of them; past the end anything, which is not stored.
fn columnBias(column: u32) -> vec4f {
  return vec4f(biasAt(column), biasAt(column + 1u), biasAt(column + 2u), biasAt(column + 3u));
}

fn store(row: u32, column: u32, plane: u32, value: vec4f) {
  if (row >= shape.m) { return; }
  let at = shape.outStart + (plane * shape.m + row) * shape.ldc;
  for (var lane = 0u; lane < 4u && column + lane < shape.n; lane++) {
    finish(at + column + lane, value[lane]);
  }
}
