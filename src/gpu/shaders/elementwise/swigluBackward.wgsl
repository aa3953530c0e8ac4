// Gradient of SwiGLU, one invocation an element of dOut: with s = sigmoid(gate),
// dGate = dOut * up * s * (1 + gate * (1 - s)) and dUp = dOut * gate * s.
struct Sizes { rows: u32 }
override COLS: u32; // of dOut, in elements
@group(0) @binding(0) var<storage, read> gateUp: array<Element>;
@group(0) @binding(1) var<storage, read> dOut: array<Element>;
@group(0) @binding(2) var<storage, read_write> dGateUp: array<Element>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let row = at / COLS;
  if (row >= sizes.rows) { return; }
  let place = at + row * COLS;
  let gate = gateUp[place];
  let s = sigmoid(gate);
  dGateUp[place] = dOut[at] * gateUp[place + COLS] * s * (1.0 + gate * (1.0 - s));
  dGateUp[place + COLS] = dOut[at] * gate * s;
}
