// A piece of a row of logits as a scalar: for any leading dimension.
alias V = f32;
alias U = u32;
const LANES = 1u;
fn total(v: V) -> f32 { return v; }
fn largest(v: V) -> f32 { return v; }
fn all_bits(v: U) -> u32 { return v; }
fn component(v: V, lane: u32) -> f32 { return v; }
fn onehot(at: u32, column: u32) -> V { return V(at == column); }
fn below(end: u32, column: u32) -> bool { return column < end; }
