// What every loss over groups of scores is given, in front of its text: scores, which of them stand in a group's slots and in
// which tier (0 is best, the same number is tied), and a group's weight. It writes each group's loss, and into d_scores,
// which is 0 before, the gradient of the weighted sum for each score that a group has.


const MEMBERS = 8u;
const ABSENT = 0xffffffffu;

struct Sizes { groups: u32 }
@group(0) @binding(0) var<storage, read> scores: array<f32>;
@group(0) @binding(1) var<storage, read> members: array<u32>;
@group(0) @binding(2) var<storage, read> tiers: array<u32>;
@group(0) @binding(3) var<storage, read> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_scores: array<f32>;
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;
@group(0) @binding(6) var<uniform> sizes: Sizes;
