// Plackett-Luce negative log-likelihood of rankings with ties, and its gradient; one invocation per group.
// Member i's term is log(e^s_i + sum of e^s_j over strictly worse tiers) - s_i, so tied members say nothing
// about each other; a group's loss is the mean over its members that have a worse tier and fewer than PLACES members in
// better ones: the choices for the first PLACES places, all of them where PLACES is MEMBERS.
override PLACES: u32;

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
  var terms = 0.0;
  for (var i = 0u; i < MEMBERS; i++) {
    if (members[first + i] == ABSENT) { continue; }
    var top = s[i];
    var worse = 0u;
    var better = 0u;
    for (var j = 0u; j < MEMBERS; j++) {
      if (members[first + j] == ABSENT) { continue; }
      if (tiers[first + j] < tiers[first + i]) { better++; }
      if (tiers[first + j] <= tiers[first + i]) { continue; }
      top = max(top, s[j]);
      worse++;
    }
    if (worse == 0 || better >= PLACES) { continue; }
    var mass = exp(s[i] - top);
    for (var j = 0u; j < MEMBERS; j++) {
      if (members[first + j] == ABSENT || tiers[first + j] <= tiers[first + i]) { continue; }
      mass += exp(s[j] - top);
    }
    terms += 1.0;
    loss += log(mass) + top - s[i];
    gradient[i] += exp(s[i] - top) / mass - 1.0;
    for (var j = 0u; j < MEMBERS; j++) {
      if (members[first + j] == ABSENT || tiers[first + j] <= tiers[first + i]) { continue; }
      gradient[j] += exp(s[j] - top) / mass;
    }
  }
  losses[group] = loss / max(terms, 1.0);
  let share = weights[group] / max(terms, 1.0);
  for (var i = 0u; i < MEMBERS; i++) {
    if (members[first + i] != ABSENT) { d_scores[members[first + i]] = gradient[i] * share; }
  }
}
