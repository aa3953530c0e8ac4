// out[M, N] = op(a) op(b), then the epilogue. One invocation owns a 4x4 tile in registers and walks the
// whole of K in ascending order: no barrier, no workgroup memory, and the same sum for a row whatever M is.
// A transposed operand is read along its own lines and turned in registers, so all four cases load vectors.
override M: u32;
override N: u32;
override K: u32;
override LDA: u32;
override LDB: u32;
override LDC: u32;
override TRANS_A: bool;
override TRANS_B: bool;
override WORKGROUP: u32;
// Each z-slice of the grid sums K_CHUNK terms and writes its own M x LDC plane; one slice when not split.
override K_CHUNK: u32;

// Rows row..row+3 of op(a) at columns k..k+3. Rows past the end repeat the last; the store drops them.
fn blockA(row: u32, k: u32) -> mat4x4f {
  if (TRANS_A) {
    return transpose(mat4x4f(loadA(k, row), loadA(k + 1u, row), loadA(k + 2u, row), loadA(k + 3u, row)));
  }
  let last = M - 1u;
  return mat4x4f(
    loadA(row, k),
    loadA(min(row + 1u, last), k),
    loadA(min(row + 2u, last), k),
    loadA(min(row + 3u, last), k),
  );
}

// Rows k..k+3 of op(b) at columns column..column+3.
fn blockB(k: u32, column: u32) -> mat4x4f {
  if (TRANS_B) {
    return transpose(
      mat4x4f(loadB(column, k), loadB(column + 1u, k), loadB(column + 2u, k), loadB(column + 3u, k)),
    );
  }
  return mat4x4f(loadB(k, column), loadB(k + 1u, column), loadB(k + 2u, column), loadB(k + 3u, column));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let tilesAcross = (N + 3u) / 4u;
  let tile = id.x + id.y * groups.x * WORKGROUP;
  let row = tile / tilesAcross * 4u;
  let column = tile % tilesAcross * 4u;
  if (row >= M) { return; }
  var c0 = vec4f();
  var c1 = vec4f();
  var c2 = vec4f();
  var c3 = vec4f();
  let end = min(K, (id.z + 1u) * K_CHUNK);
  // Between two operands that run along K's own lines, K need not be a whole number of vectors.
  let singles = select(0u, (end - id.z * K_CHUNK) % 4u, TRANS_A && !TRANS_B);
  for (var k = id.z * K_CHUNK; k < end - singles; k += 4u) {
    let x = blockA(row, k);
    let y = blockB(k, column);
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
  for (var k = end - singles; k < end; k++) {
    let x = loadA(k, row);
    let y = loadB(k, column);
    c0 += x.x * y;
    c1 += x.y * y;
    c2 += x.z * y;
    c3 += x.w * y;
  }
  let plane = id.z * M;
  store(row, column, c0, plane);
  store(row + 1u, column, c1, plane);
  store(row + 2u, column, c2, plane);
  store(row + 3u, column, c3, plane);
}
