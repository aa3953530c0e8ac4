// How fast a kernel can move memory: each invocation copies EACH vec4, one INVOCATIONS after the other, so that
// neighbours always touch neighbours and starting an invocation weighs little.

@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4f>;

override EACH: u32;
override INVOCATIONS: u32;
override WORKGROUP: u32;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  for (var k = 0u; k < EACH; k++) {
    let i = id.x + k * INVOCATIONS;
    out[i] = source[i];
  }
}
