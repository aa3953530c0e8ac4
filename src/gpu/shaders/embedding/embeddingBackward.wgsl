// dTable[entry] = (or +=) sum of dOut over the rows that looked the entry up. The host sorted the rows by
// entry (stable), so one invocation adds one element of one entry in a fixed order, without atomics.
override FIRST: u32; // entry that the bound window of dTable begins with
override ENTRIES: u32; // of the window
override DIM: u32; // in elements
override ACCUMULATE: u32;
@group(0) @binding(0) var<storage, read> order: array<u32>;
@group(0) @binding(1) var<storage, read> start: array<u32>; // [all entries + 1]
@group(0) @binding(2) var<storage, read> dOut: array<Element>;
@group(0) @binding(3) var<storage, read_write> dTable: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  let entry = at / DIM;
  if (entry >= ENTRIES) { return; }
  var sum = Element();
  for (var i = start[FIRST + entry]; i < start[FIRST + entry + 1u]; i++) { sum += dOut[order[i] * DIM + at % DIM]; }
  if (ACCUMULATE != 0u) { sum += dTable[at]; }
  dTable[at] = sum;
}
