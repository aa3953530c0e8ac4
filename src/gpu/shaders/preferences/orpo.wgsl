// ORPO (Hong et al. 2024, eq. 6 and 7) on pairs, the better answer first. With l the mean log pi of an answer's tokens and
// log odds = l - log(1 - e^l): -l_better - lambda * log sigmoid(log odds of the better - log odds of the worse).
struct Step { responses: f32, together: f32, lambda: f32 }

// 1 - e^x for x < 0. Near 0 by its series: the difference would have lost what it is about.
fn one_less_exp(x: f32) -> f32 {
  if (x < -0.5) { return 1.0 - exp(x); }
  var sum = 1.0;
  for (var n = 10.0; n > 1.5; n -= 1.0) { sum = 1.0 + x / n * sum; }
  return -x * sum;
}

fn learn(first: u32) {
  let better = answers[first];
  let worse = answers[first + 1u];
  let share = better.weight / groups();
  let means = vec2f(better.logp / better.tokens, worse.logp / worse.tokens);
  // An answer that is certain has infinite odds.
  let certain = min(means, vec2f(-1e-7));
  let chances = vec2f(one_less_exp(certain.x), one_less_exp(certain.y));
  let x = means.x - log(chances.x) - (means.y - log(chances.y));
  let nll = -means.x;
  told[LOSS] += share * (nll + step.lambda * softplus(-x));
  // d log odds / d l = 1 / (1 - e^l).
  let slope = share * step.lambda * sigmoid(-x);
  gradients[first] = -(share + slope / chances.x) / better.tokens;
  gradients[first + 1u] = slope / chances.y / worse.tokens;
  tell_pair(step.lambda * means.x, step.lambda * means.y, means.x, means.y);
  told[OWN] += nll / groups();
  told[OWN + 1u] -= softplus(-x) / groups();
  told[OWN + 2u] += x / groups();
}
