// Operand b of matmul as f32, four at a time.
alias LoadedB = vec4f;

fn fourOfB(at: u32) -> vec4f { return b[at]; }
