// What the attention kernels for GPUs share. A workgroup takes a head and a block of up to ROWS rows of one sequence,
// four lanes a row, each with every fourth piece of the head; the rows it meets come through workgroup memory, TILE at
// a time. A dot product is four lanes' parts, added in the order (0 + 1) + (2 + 3); sums take the rows they meet in
// ascending order, so a row gives the same bits in any batch.
// The launcher puts V, N, M and inner() in front and repeats lines: `#` runs over the pieces of a lane.
const LANES = 64u;
const ROWS = 16u;
const TILE = 8u;
const STRIDE = N + 1u; // keeps neighbouring rows in different banks

fn place(i: u32) -> u32 { return i / N * STRIDE + i % N; }
