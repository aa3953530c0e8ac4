// ApproxNDCG and its gradient; one invocation per group. A member's place by its score, 1 + the number of higher scores, is
// made smooth: 1 + sum over the others of sigmoid(ALPHA * (s_other - s_own)). The loss is -NDCG at these places.
override ALPHA: f32;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let group = id.x + id.y * groups.x * 4;
  if (group >= sizes.groups) { return; }
  var list = listOf(group);
  var gradient: array<f32, MEMBERS>;
  var loss = 0.0;
  if (list.ordered) {
    let gains = gainsOf(&list, MEMBERS);
    for (var i = 0u; i < list.count; i++) {
      var place = 1.0;
      for (var j = 0u; j < list.count; j++) {
        if (j != i) { place += passes(list.score[j] - list.score[i]); }
      }
      let discount = log2(1.0 + place);
      loss -= gains[i] / discount;
      // d loss / d place = gain / discount^2 / ((1 + place) ln 2)
      let slope = gains[i] / (discount * discount * (1.0 + place) * 0.6931471805599453);
      for (var j = 0u; j < list.count; j++) {
        if (j == i) { continue; }
        let push = slope * ALPHA * passes(list.score[j] - list.score[i]) * passes(list.score[i] - list.score[j]);
        gradient[j] += push;
        gradient[i] -= push;
      }
    }
  }
  write(group, &list, loss, &gradient);
}

// sigmoid(ALPHA * d): of e^x and e^-x only the one that cannot overflow.
fn passes(d: f32) -> f32 {
  let small = exp(-abs(ALPHA * d));
  return select(small, 1.0, d > 0.0) / (1.0 + small);
}
