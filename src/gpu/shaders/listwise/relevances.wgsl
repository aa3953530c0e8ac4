// What losses of whole lists read of a group, between scoredGroups.wgsl and their own text: its members without gaps, how
// relevant each is, and the DCG of the best order. A member's relevance is how many tiers it stands above the worst.

struct List {
  count: u32,
  row: array<u32, MEMBERS>,
  score: array<f32, MEMBERS>,
  relevance: array<f32, MEMBERS>,
  // Whether any is better than another: what is all tied teaches nothing.
  ordered: bool,
}

fn listOf(group: u32) -> List {
  var list: List;
  var tier: array<u32, MEMBERS>;
  var worst = 0u;
  var best = ABSENT;
  for (var slot = group * MEMBERS; slot < (group + 1) * MEMBERS; slot++) {
    if (members[slot] == ABSENT) { continue; }
    list.row[list.count] = members[slot];
    list.score[list.count] = scores[members[slot]];
    tier[list.count] = tiers[slot];
    worst = max(worst, tiers[slot]);
    best = min(best, tiers[slot]);
    list.count++;
  }
  for (var i = 0u; i < list.count; i++) { list.relevance[i] = f32(worst - tier[i]); }
  list.ordered = list.count > 0 && best < worst;
  return list;
}

// 2^relevance - 1 over the DCG of the best order's first `places` places: the gains of an NDCG.
fn gainsOf(list: ptr<function, List>, places: u32) -> array<f32, MEMBERS> {
  var gains: array<f32, MEMBERS>;
  var ideal = 0.0;
  for (var i = 0u; i < (*list).count; i++) {
    gains[i] = exp2((*list).relevance[i]) - 1.0;
    // From 0; tied members take their places in slot order.
    var place = 0u;
    for (var j = 0u; j < (*list).count; j++) {
      let before = (*list).relevance[j] > (*list).relevance[i];
      if (before || ((*list).relevance[j] == (*list).relevance[i] && j < i)) { place++; }
    }
    if (place < places) { ideal += gains[i] / log2(f32(place + 2)); }
  }
  for (var i = 0u; i < (*list).count; i++) { gains[i] /= ideal; }
  return gains;
}

fn write(group: u32, list: ptr<function, List>, loss: f32, gradient: ptr<function, array<f32, MEMBERS>>) {
  losses[group] = loss;
  for (var i = 0u; i < (*list).count; i++) {
    d_scores[(*list).row[i]] = (*gradient)[i] * weights[group];
  }
}
