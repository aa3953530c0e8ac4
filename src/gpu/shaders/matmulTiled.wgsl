// out[m, n] = op(a) op(b), then the epilogue, for hardware with fast workgroup memory. A workgroup of 16x16
// invocations owns 64x64 outputs, 4x4 each, and stages 64x16 of either operand at a time, K ascending.
//
// Operands are staged as they lie in memory, in vectors along their own lines, and a 4x4 block is turned in
// registers where needed. Lines along K are four vectors long; their vectors are permuted by a few bits of
// the line number so that neighbouring invocations, four lines apart, do not meet in one memory bank.
const EDGE = 64u;
const DEPTH = 16u;
var<workgroup> stageA: array<vec4f, 256>;
var<workgroup> stageB: array<vec4f, 256>;

fn alongK(line: u32, vector: u32) -> u32 { return line * 4u + (vector ^ ((line >> 2u) & 3u)); }

fn blockA(row: u32, k: u32) -> mat4x4f {
  if (TRANS_A) {
    let at = k * 16u + (row >> 2u);
    return transpose(mat4x4f(stageA[at], stageA[at + 16u], stageA[at + 32u], stageA[at + 48u]));
  }
  let v = k >> 2u;
  return mat4x4f(
    stageA[alongK(row, v)],
    stageA[alongK(row + 1u, v)],
    stageA[alongK(row + 2u, v)],
    stageA[alongK(row + 3u, v)],
  );
}

fn blockB(k: u32, column: u32) -> mat4x4f {
  if (TRANS_B) {
    let v = k >> 2u;
    return transpose(
      mat4x4f(
        stageB[alongK(column, v)],
        stageB[alongK(column + 1u, v)],
        stageB[alongK(column + 2u, v)],
        stageB[alongK(column + 3u, v)],
      ),
    );
  }
  let at = k * 16u + (column >> 2u);
  return mat4x4f(stageB[at], stageB[at + 16u], stageB[at + 32u], stageB[at + 48u]);
}

@compute @workgroup_size(256)
fn main(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let across = (shape.n + EDGE - 1u) / EDGE;
  let index = group.x + group.y * groups.x;
  let top = index / across * EDGE;
  let left = index % across * EDGE;
  let begin = group.z * shape.chunk;
  let end = min(shape.k, begin + shape.chunk);
  let row = local / 16u * 4u;
  let column = local % 16u * 4u;
  var c0 = vec4f();
  var c1 = vec4f();
  var c2 = vec4f();
  var c3 = vec4f();
  for (var k = begin; k < end; k += DEPTH) {
    // Terms past K must be zero in both operands: zero times what lies there could be NaN.
    let deep = k + local / 16u;
    let along = k + local % 4u * 4u;
    if (TRANS_A) {
      stageA[local] = select(vec4f(), loadA(deep * shape.lda, top + column), deep < end);
    } else {
      let line = min(top + local / 4u, shape.m - 1u);
      stageA[alongK(local / 4u, local % 4u)] = select(vec4f(), loadA(line * shape.lda, along), along < end);
    }
    if (TRANS_B) {
      let line = min(left + local / 4u, shape.n - 1u);
      stageB[alongK(local / 4u, local % 4u)] = select(vec4f(), loadB(line * shape.ldb, along), along < end);
    } else {
      stageB[local] = select(vec4f(), loadB(deep * shape.ldb, left + column), deep < end);
    }
    workgroupBarrier();
    for (var depth = 0u; depth < DEPTH; depth += 4u) {
      let x = blockA(row, depth);
      let y = blockB(depth, column);
      c0 += x[0].x * y[0];
      c1 += x[1].x * y[0];
      c2 += x[2].x * y[0];
      c3 += x[3].x * y[0];
      c0 += x[0].y * y[1];
      c1 += x[1].y * y[1];
      c2 += x[2].y * y[1];
      c3 += x[3].y * y[1];
      c0 += x[0].z * y[2];
      c1 += x[1].z * y[2];
      c2 += x[2].z * y[2];
      c3 += x[3].z * y[2];
      c0 += x[0].w * y[3];
      c1 += x[1].w * y[3];
      c2 += x[2].w * y[3];
      c3 += x[3].w * y[3];
    }
    workgroupBarrier();
  }
  store(top + row, left + column, group.z, c0);
  store(top + row + 1u, left + column, group.z, c1);
  store(top + row + 2u, left + column, group.z, c2);
  store(top + row + 3u, left + column, group.z, c3);
}
