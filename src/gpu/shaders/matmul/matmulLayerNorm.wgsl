// What layerNormForwardGroup.wgsl computes of a row that begins at vector `start`: mean and 1 / sqrt(variance + EPS).
@group(0) @binding(6) var<storage, read> beta: array<vec4f>;

fn statsOf(local: u32, start: u32) -> vec2f {
  let size = f32(COLS * 4u);
  let mean = together(local, rowSum(local, start)) / size;
  let rstd = 1.0 / sqrt(together(local, rowSquares(local, start, mean)) / size + EPS);
  return vec2f(mean, rstd);
}

fn asMultiplied(value: vec4f, row: u32, vector: u32) -> vec4f {
  return (value - stats[row].x) * stats[row].y * gamma[vector] + beta[vector];
}
