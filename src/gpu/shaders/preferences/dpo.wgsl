// DPO (Rafailov et al. 2023, eq. 7) on pairs, the better answer first:
// -log sigmoid(beta * (drift of the better - drift of the worse)).
struct Step { responses: f32, together: f32, beta: f32 }

fn learn(first: u32) {
  let better = answers[first];
  let worse = answers[first + 1u];
  let share = better.weight / groups();
  let x = step.beta * (better.drift - worse.drift);
  told[LOSS] += share * softplus(-x);
  let slope = share * step.beta * sigmoid(-x);
  gradients[first] = -slope;
  gradients[first + 1u] = slope;
  tell_pair(step.beta * better.drift, step.beta * worse.drift, better.logp, worse.logp);
}
