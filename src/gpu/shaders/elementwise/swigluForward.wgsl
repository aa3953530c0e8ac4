// SwiGLU (Shazeer 2020): out = silu(gate) * up for fused gate | up rows, one invocation an element.
override ROWS: u32;
override COLS: u32; // of out, in elements
@group(0) @binding(0) var<storage, read> gateUp: array<Element>;
@group(0) @binding(1) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let row = at / COLS;
  if (row >= ROWS) { return; }
  let gate = gateUp[at + row * COLS];
  out[at] = gate * sigmoid(gate) * gateUp[at + row * COLS + COLS];
}
