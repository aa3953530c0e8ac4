// SimPO (Meng et al. 2024, eq. 6) on pairs, the better answer first. With l the mean log pi of an answer's tokens:
// -log sigmoid(beta * l_better - beta * l_worse - gamma).
struct Step { responses: f32, together: f32, beta: f32, gamma: f32 }

fn learn(first: u32) {
  let better = answers[first];
  let worse = answers[first + 1u];
  let share = better.weight / groups();
  let means = vec2f(better.logp / better.tokens, worse.logp / worse.tokens);
  let rewards = step.beta * means;
  let x = rewards.x - rewards.y - step.gamma;
  told[LOSS] += share * softplus(-x);
  let slope = share * step.beta * sigmoid(-x);
  gradients[first] = -slope / better.tokens;
  gradients[first + 1u] = slope / worse.tokens;
  tell_pair(rewards.x, rewards.y, means.x, means.y);
}
