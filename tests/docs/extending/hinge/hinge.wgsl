// The hinge of all pairs that a ranking orders, and its gradient; one invocation per group. A pair's term is
// max(0, 1 - (s_better - s_worse)), and a group's loss is the mean over its pairs of different tiers, in slot order.
@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let group = id.x + id.y * groups.x * 4;
  if (group >= sizes.groups) { return; }
  let first = group * MEMBERS;

  var gradient: array<f32, MEMBERS>;
  var loss = 0.0;
  var pairs = 0.0;
  for (var i = 0u; i < MEMBERS; i++) {
    if (members[first + i] == ABSENT) { continue; }
    for (var j = 0u; j < MEMBERS; j++) {
      if (members[first + j] == ABSENT || tiers[first + j] <= tiers[first + i]) { continue; }
      pairs += 1.0;
      let term = 1.0 - (scores[members[first + i]] - scores[members[first + j]]);
      if (term <= 0.0) { continue; }
      loss += term;
      gradient[i] -= 1.0;
      gradient[j] += 1.0;
    }
  }
  losses[group] = loss / max(pairs, 1.0);
  let weight = weights[group] / max(pairs, 1.0);
  for (var i = 0u; i < MEMBERS; i++) {
    if (members[first + i] != ABSENT) { d_scores[members[first + i]] = gradient[i] * weight; }
  }
}
