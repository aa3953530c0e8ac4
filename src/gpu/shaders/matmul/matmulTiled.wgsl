// out[m, n] = op(a) op(b), then the epilogue, for hardware with fast workgroup memory. A workgroup owns
// EDGE x EDGE outputs, 4x4 for each invocation, and stages EDGE x 16 of either operand at a time, K ascending.
//
// Operands are staged as they lie in memory, in vectors along their own lines, and a 4x4 block is turned in
// registers where needed. Lines along K are four vectors long; their vectors are permuted by a few bits of
// the line number so that neighbouring invocations, four lines apart, do not meet in one memory bank.
//
// EDGE is a constant, put before this text: some browsers leave arrays empty whose size is an override.
const INVOCATIONS = EDGE * EDGE / 16u;
const DEPTH = 16u;
const VECTORS = EDGE * DEPTH / 4u; // staged of either operand
const ACROSS = EDGE / 4u; // vectors of a staged line that crosses K
var<workgroup> stageA: array<vec4f, VECTORS>;
var<workgroup> stageB: array<vec4f, VECTORS>;

fn alongK(line: u32, vector: u32) -> u32 { return line * 4u + (vector ^ ((line >> 2u) & 3u)); }

fn blockA(row: u32, k: u32) -> mat4x4f {
  if (TRANS_A) {
    let at = k * ACROSS + (row >> 2u);
    return transpose(
      mat4x4f(stageA[at], stageA[at + ACROSS], stageA[at + 2u * ACROSS], stageA[at + 3u * ACROSS]),
    );
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
  let at = k * ACROSS + (column >> 2u);
  return mat4x4f(stageB[at], stageB[at + ACROSS], stageB[at + 2u * ACROSS], stageB[at + 3u * ACROSS]);
}

@compute @workgroup_size(INVOCATIONS)
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
  let row = local / ACROSS * 4u;
  let column = local % ACROSS * 4u;
  var c0 = vec4f();
  var c1 = vec4f();
  var c2 = vec4f();
  var c3 = vec4f();
  for (var k = begin; k < end; k += DEPTH) {
    // Past the matrix a load brings anything, which no stored sum uses.
    for (var i = local; i < VECTORS; i += INVOCATIONS) {
      // Terms past K must be zero in both operands: zero times what lies there could be NaN.
      let deep = k + i / ACROSS;
      let wide = i % ACROSS * 4u;
      let line = i / 4u;
      let along = k + i % 4u * 4u;
      if (TRANS_A) {
        stageA[i] = select(vec4f(), a[(shape.aStart + deep * shape.lda + top + wide) >> 2u], deep < end);
      } else {
        let start = shape.aStart + min(top + line, shape.m - 1u) * shape.lda;
        stageA[alongK(line, i % 4u)] = select(vec4f(), a[(start + along) >> 2u], along < end);
      }
      if (TRANS_B) {
        let start = min(left + line, shape.n - 1u) * shape.ldb;
        stageB[alongK(line, i % 4u)] = select(vec4f(), fourOfB((start + along) >> 2u), along < end);
      } else {
        stageB[i] = select(vec4f(), fourOfB((deep * shape.ldb + left + wide) >> 2u), deep < end);
      }
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
  if (SCALED) {
    c0 *= shape.scale;
    c1 *= shape.scale;
    c2 *= shape.scale;
    c3 *= shape.scale;
  }
  let added = columnBias(left + column);
  store(top + row, left + column, group.z, c0 + added);
  store(top + row + 1u, left + column, group.z, c1 + added);
  store(top + row + 2u, left + column, group.z, c2 + added);
  store(top + row + 3u, left + column, group.z, c3 + added);
}
