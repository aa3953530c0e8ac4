// A piece of a row of logits as a vec4: for leading dimensions that are multiples of 4.
alias V = vec4f;
alias U = vec4u;
const LANES = 4u;
fn total(v: V) -> f32 { return (v.x + v.y) + (v.z + v.w); }
fn largest(v: V) -> f32 { return max(max(v.x, v.y), max(v.z, v.w)); }
fn all_bits(v: U) -> u32 { return max(max(v.x, v.y), max(v.z, v.w)); }
fn component(v: V, lane: u32) -> f32 { return v[lane]; }
// 1 in the lane of column `at`, the piece starting at `column`.
fn onehot(at: u32, column: u32) -> V { return V(vec4u(at - column) == vec4u(0, 1, 2, 3)); }
// The lanes of columns under `end`.
fn below(end: u32, column: u32) -> vec4<bool> { return vec4u(column) + vec4u(0, 1, 2, 3) < vec4u(end); }
