// What rmsNormForwardGroup.wgsl computes of a row that begins at vector `start`: 1 / sqrt(mean square + EPS).
fn statsOf(local: u32, start: u32) -> vec2f {
  return vec2f(1.0 / sqrt(together(local, rowSquares(local, start)) / f32(COLS * 4u) + EPS), 0.0);
}

fn asMultiplied(value: vec4f, row: u32, vector: u32) -> vec4f { return value * stats[row].x * gamma[vector]; }
