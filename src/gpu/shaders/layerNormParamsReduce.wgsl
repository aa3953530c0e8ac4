// Parameter gradients of layer normalisation, second pass: adds the blocks in order.
override BLOCKS: u32;
override COLS: u32; // in elements
override ACCUMULATE: bool;
@group(0) @binding(0) var<storage, read> partials: array<Element>;
@group(0) @binding(1) var<storage, read_write> dGamma: array<Element>;
@group(0) @binding(2) var<storage, read_write> dBeta: array<Element>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let column = id.x + id.y * groups.x * 32u;
  if (column >= COLS) { return; }
  var gamma = Element();
  var beta = Element();
  for (var block = 0u; block < BLOCKS; block++) {
    gamma += partials[block * 2u * COLS + column];
    beta += partials[(block * 2u + 1u) * COLS + column];
  }
  if (ACCUMULATE) {
    gamma += dGamma[column];
    beta += dBeta[column];
  }
  dGamma[column] = gamma;
  dBeta[column] = beta;
}
