// LambdaLoss and its gradient; one invocation per group. The loss is the sum over pairs that the ranking orders of
// -w * log2(sigmoid(SIGMA * (s_better - s_worse))); w is what the pair means to the NDCG as the scores order the group now,
// and has no gradient. Pairs count only where both stand in the first PLACES places.
override SIGMA: f32;
override PLACES: u32;
// w = (NDCG2 * |1/D(d) - 1/D(d + 1)| + LAMBDA * |1/D(p_i) - 1/D(p_j)|) * |G_i - G_j|, d = |p_i - p_j|, D(p) = log2(1 + p)
override NDCG2: f32;
override LAMBDA: f32;

const LN2 = 0.6931471805599453;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let group = id.x + id.y * groups.x * 4;
  if (group >= sizes.groups) { return; }
  var list = listOf(group);
  var gradient: array<f32, MEMBERS>;
  var loss = 0.0;
  if (list.ordered) {
    let gains = gainsOf(&list, PLACES);
    // From 1; members of equal score stand in slot order.
    var place: array<u32, MEMBERS>;
    for (var i = 0u; i < list.count; i++) {
      place[i] = 1;
      for (var j = 0u; j < list.count; j++) {
        let before = list.score[j] > list.score[i];
        if (before || (list.score[j] == list.score[i] && j < i)) { place[i]++; }
      }
    }
    for (var i = 0u; i < list.count; i++) {
      for (var j = 0u; j < list.count; j++) {
        if (list.relevance[i] <= list.relevance[j] || max(place[i], place[j]) > PLACES) { continue; }
        let apart = max(place[i], place[j]) - min(place[i], place[j]);
        let near = discount(apart) - discount(apart + 1);
        let swap = abs(discount(place[i]) - discount(place[j]));
        let weight = (NDCG2 * near + LAMBDA * swap) * (gains[i] - gains[j]);
        // Of e^d and e^-d only the one that cannot overflow.
        let d = SIGMA * (list.score[j] - list.score[i]);
        let small = exp(-abs(d));
        loss += weight * (max(d, 0.0) + log(1.0 + small)) / LN2;
        let slope = weight * SIGMA * select(small, 1.0, d > 0.0) / (1.0 + small) / LN2;
        gradient[i] -= slope;
        gradient[j] += slope;
      }
    }
  }
  write(group, &list, loss, &gradient);
}

// 1 / log2(1 + place): what a gain counts there.
fn discount(place: u32) -> f32 {
  return 1.0 / log2(f32(place + 1));
}
