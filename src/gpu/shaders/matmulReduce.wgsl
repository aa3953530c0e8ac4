// Second pass of a matmul split along K: adds the planes in order, so the result never varies.
override COUNT: u32; // elements of one plane
override PLANES: u32;
override ACCUMULATE: bool;
@group(0) @binding(0) var<storage, read> planes: array<Element>;
@group(0) @binding(1) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= COUNT) { return; }
  var sum = planes[at];
  for (var plane = 1u; plane < PLANES; plane++) { sum += planes[plane * COUNT + at]; }
  if (ACCUMULATE) { sum += out[at]; }
  out[at] = sum;
}
