// sample.wgsl by one lane a row: where lanes are few, or meet at a price, as on software adapters.

const STRIDE = 1u;

fn survey(first: u32) -> Survey {
  var top = -FAR;
  var bottom = FAR;
  var finite = true;
  for (var i = 0u; i < VOCAB; i++) {
    let z = logits[first + i];
    finite = finite && is_finite(z);
    top = max(top, z);
    bottom = min(bottom, z);
  }
  return Survey(top, bottom, !finite);
}

// Of the tokens that pass.
fn tally(row: Row, keep: Filter, probe: f32, by: u32) -> Tally {
  var found = Tally(Fixed(0u, 0u), FAR, -FAR);
  for (var begin = 0u; begin < VOCAB; begin += BLOCK) {
    var sum = vec2f(0.0);
    for (var i = begin; i < min(begin + BLOCK, VOCAB); i++) {
      let z = logits[row.first + i];
      let passing = passes(keep, z, i);
      let reached = passing && z >= probe;
      sum += select(vec2f(0.0), amount_of(row, z, by), reached);
      found.above = min(found.above, select(FAR, z, reached));
      found.below = max(found.below, select(-FAR, z, passing && z < probe));
    }
    found.amount = plus(found.amount, from_halves(sum));
  }
  return found;
}

// Weight of the tokens that pass.
fn mass_of(row: Row, keep: Filter) -> Fixed {
  var sum = Fixed(0u, 0u);
  for (var begin = 0u; begin < VOCAB; begin += BLOCK) {
    sum = plus(sum, block_of(row, keep, begin, min(begin + BLOCK, VOCAB), WEIGHT));
  }
  return sum;
}

// The first token that passes at which the amount so far reaches `need`: by blocks, then by tokens.
fn locate(row: Row, keep: Filter, need: Fixed, by: u32) -> u32 {
  var before = Fixed(0u, 0u);
  var begin = 0u;
  for (; begin + BLOCK < VOCAB; begin += BLOCK) {
    let next = plus(before, block_of(row, keep, begin, begin + BLOCK, by));
    if (reaches(next, need)) { break; }
    before = next;
  }
  return walk(row, keep, before, need, by, begin, min(begin + BLOCK, VOCAB));
}

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = id.x + id.y * groups.x * 4;
  if (row >= sizes.batch || done[row] != 0 || cursor[row] + 1 >= sizes.capacity) { return; }
  draw(row, true);
}
