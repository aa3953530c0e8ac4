// A workgroup owns neighbouring columns: see matmulBlock.wgsl.
fn columnOf(left: u32, within: u32) -> u32 { return left + within; }
