// DPO on whole rankings (Rafailov et al. 2023, appendix A.3, eq. 20) with ties: rewards r = beta * drift stand in for scores.
// Member i's term is log(e^r_i + sum of e^r_j over strictly worse tiers) - r_i, so tied members say nothing about each
// other; a group's loss is the mean over its members that have a worse tier. Rankings of fewer answers are filled up.
struct Step { responses: f32, together: f32, beta: f32 }

fn reward(i: u32) -> f32 { return step.beta * answers[i].drift; }

fn learn(first: u32) {
  // What fills it up stands behind the others.
  let all = first + u32(step.together);
  var end = first;
  var best = answers[first].tier;
  var worst = best;
  for (var i = first; i < all; i++) {
    gradients[i] = 0.0;
    if (answers[i].tier < 0.0) { continue; }
    end = i + 1u;
    best = min(best, answers[i].tier);
    worst = max(worst, answers[i].tier);
  }
  var terms = 0.0;
  for (var i = first; i < end; i++) { terms += select(0.0, 1.0, answers[i].tier < worst); }
  let share = answers[first].weight / max(terms, 1.0) / groups();

  var pairs = 0.0;
  var right = 0.0;
  for (var i = first; i < end; i++) {
    if (answers[i].tier == worst) { continue; }
    let own = reward(i);
    var top = own;
    for (var j = first; j < end; j++) {
      if (answers[j].tier <= answers[i].tier) { continue; }
      top = max(top, reward(j));
      pairs += 1.0;
      right += select(0.0, 1.0, own > reward(j));
    }
    var mass = exp(own - top);
    for (var j = first; j < end; j++) {
      if (answers[j].tier > answers[i].tier) { mass += exp(reward(j) - top); }
    }
    told[LOSS] += share * (log(mass) + top - own);
    gradients[i] += share * step.beta * (exp(own - top) / mass - 1.0);
    for (var j = first; j < end; j++) {
      if (answers[j].tier > answers[i].tier) { gradients[j] += share * step.beta * exp(reward(j) - top) / mass; }
    }
  }

  // The best tier is what is chosen, the worst what is rejected.
  var chosen = vec3f();
  var rejected = vec3f();
  for (var i = first; i < end; i++) {
    let told_of = vec3f(reward(i), answers[i].logp, 1.0);
    if (answers[i].tier == best) { chosen += told_of; }
    if (answers[i].tier == worst) { rejected += told_of; }
  }
  chosen /= chosen.z;
  rejected /= rejected.z;
  told[REWARDS_CHOSEN] += chosen.x / groups();
  told[REWARDS_REJECTED] += rejected.x / groups();
  told[MARGINS] += (chosen.x - rejected.x) / groups();
  told[LOGPS_CHOSEN] += chosen.y / groups();
  told[LOGPS_REJECTED] += rejected.y / groups();
  told[ACCURACIES] += right / max(pairs, 1.0) / groups();
}
