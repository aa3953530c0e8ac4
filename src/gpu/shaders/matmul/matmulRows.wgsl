// The rows of a are multiplied as they are: see matmulBlock.wgsl.
fn prepare(local: u32, top: u32) {}

fn asMultiplied(value: vec4f, row: u32, vector: u32) -> vec4f { return value; }
