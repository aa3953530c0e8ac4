// out[m, n] = op(a) op(b) for many rows, then the epilogue, on devices with subgroups of four, as software adapters have.
//
// Such adapters run four invocations at once and pay fourteen instructions for every number that is loaded from a
// buffer, or by a computed index from anywhere; by an index that the text itself says, a number in a private array
// costs one. So the lanes of a quad keep DEPTH terms of K of 64 columns of op(b) in private arrays, 16 columns a lane:
// the panel. It is filled by loops, once, and all rows of the workgroup are multiplied with it, each by the same
// straight text. Of a row of op(a) each lane loads a quarter and tells it to the others.
//
// Where K is longer than a panel is deep, sums wait in the output between two panels: SEVERAL.
// matmulPanel.ts fills in the lines marked with @. Sums add their terms as in matmulQuad.wgsl, to the bit.
@compute @workgroup_size(4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let lane = invocation & 3u;
  // Once, not for every row: even a uniform costs such an adapter as much as a dozen multiplications.
  let n = shape.n;
  let lda = shape.lda;
  let ldb = shape.ldb;
  let ldc = shape.ldc;
  let aStart = shape.aStart;
  let across = (n + 4u * COLUMNS - 1u) / (4u * COLUMNS);
  let index = group.x + group.y * groups.x;
  let column = (index % across * 4u + lane) * COLUMNS;
  let top = index / across * shape.rows;
  let bottom = min(shape.m, top + shape.rows);
  let begin = group.z * shape.chunk;
  let end = min(shape.k, begin + shape.chunk);
  let lines = shape.outStart + group.z * shape.m * ldc + column;
  // Side by side in memory: eight columns, then the next term of K of these, then the next eight columns.
  var panel: array<vec4f, DEPTH * COLUMNS / 4u>;
  for (var k = begin; k < end; k += DEPTH) {
    //@ fill: panel = op(b); past the end the last terms again, which meet zeros
    // The bias belongs to a sum that is whole.
    let whole = k + DEPTH >= end;
    //@ bias: of four columns each
    for (var row = top; row < bottom; row++) {
      let line = (lines + row * ldc) >> 2u;
      //@ row: out = row of op(a) times panel
    }
  }
}
