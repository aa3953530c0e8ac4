// SwiGLU (Shazeer 2020): out = silu(gate) * up for fused gate | up rows, one invocation an element.
struct Sizes { rows: u32 }
override COLS: u32; // of out, in elements
@group(0) @binding(0) var<storage, read> gateUp: array<Element>;
@group(0) @binding(1) var<storage, read_write> out: array<Element>;
@group(0) @binding(2) var<uniform> sizes: Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let row = at / COLS;
  if (row >= sizes.rows) { return; }
  let gate = gateUp[at + row * COLS];
  out[at] = gate * sigmoid(gate) * gateUp[at + row * COLS + COLS];
}
