// dWte[token] += sum of dOut over the places where the token occurs. The host sorted the places by token
// (stable), so one invocation adds one element of one token's row in a fixed order, without atomics.
override VOCAB: u32;
override DIM: u32; // in elements
@group(0) @binding(0) var<storage, read> order: array<u32>;
@group(0) @binding(1) var<storage, read> rowStart: array<u32>; // [VOCAB + 1]
@group(0) @binding(2) var<storage, read> dOut: array<Element>;
@group(0) @binding(3) var<storage, read_write> dWte: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let token = at / DIM;
  if (token >= VOCAB) { return; }
  let begin = rowStart[token];
  let end = rowStart[token + 1u];
  if (begin == end) { return; }
  var sum = Element();
  for (var i = begin; i < end; i++) { sum += dOut[order[i] * DIM + at % DIM]; }
  dWte[at] += sum;
}
