// Bradley-Terry negative log-likelihood of all pairs that a ranking orders, and its gradient; one invocation per group.
// A pair's term is log(1 + e^(s_worse - s_better)), and a group's loss is the mean over its pairs of different tiers,
// or with SUM their sum, added up in slot order.
override SUM: bool;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let group = id.x + id.y * groups.x * 4;
  if (group >= sizes.groups) { return; }
  let first = group * MEMBERS;

  var s: array<f32, MEMBERS>;
  for (var i = 0u; i < MEMBERS; i++) {
    if (members[first + i] != ABSENT) { s[i] = scores[members[first + i]]; }
  }
  var gradient: array<f32, MEMBERS>;
  var loss = 0.0;
  var pairs = 0.0;
  for (var i = 0u; i < MEMBERS; i++) {
    if (members[first + i] == ABSENT) { continue; }
    for (var j = 0u; j < MEMBERS; j++) {
      if (members[first + j] == ABSENT || tiers[first + j] <= tiers[first + i]) { continue; }
      // Of e^d and e^-d only the one that cannot overflow.
      let d = s[j] - s[i];
      let small = exp(-abs(d));
      let share = select(small, 1.0, d > 0.0) / (1.0 + small);
      pairs += 1.0;
      loss += max(d, 0.0) + log(1.0 + small);
      gradient[i] -= share;
      gradient[j] += share;
    }
  }
  let parts = select(max(pairs, 1.0), 1.0, SUM);
  losses[group] = loss / parts;
  let weight = weights[group] / parts;
  for (var i = 0u; i < MEMBERS; i++) {
    if (members[first + i] != ABSENT) { d_scores[members[first + i]] = gradient[i] * weight; }
  }
}
