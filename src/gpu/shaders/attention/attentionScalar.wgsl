// A piece of a head as a scalar: for any head dimension.
alias V = f32;
fn inner(a: V, b: V) -> f32 { return a * b; }
fn total(e: V) -> f32 { return e; }
