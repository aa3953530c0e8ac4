// A piece of a head as a vec4: for head dimensions that are multiples of 4.
alias V = vec4f;
fn inner(a: V, b: V) -> f32 { return dot(a, b); }
fn total(e: V) -> f32 { return (e.x + e.y) + (e.z + e.w); }
