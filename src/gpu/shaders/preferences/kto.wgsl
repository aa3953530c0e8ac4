// KTO (Ethayarajh et al. 2024, eq. 8): an answer is alone, desirable in tier 0 and else undesirable.
// lambda_D * (1 - sigmoid(beta * (drift - z0))), or lambda_U * (1 - sigmoid(beta * (z0 - drift))). It tells sums and counts, not means:
// how many of a minibatch are desirable no part of it knows.
struct Step { responses: f32, together: f32, beta: f32, z0: f32, desirable: f32, undesirable: f32 }

fn learn(first: u32) {
  let answer = answers[first];
  let good = answer.tier == 0.0;
  let sign = select(-1.0, 1.0, good);
  let share = answer.weight * select(step.undesirable, step.desirable, good) / groups();
  // 1 - sigmoid(x) = sigmoid(-x), and sigmoid'(x) = sigmoid(x) * sigmoid(-x).
  let x = sign * step.beta * (answer.drift - step.z0);
  told[LOSS] += share * sigmoid(-x);
  gradients[first] = -sign * share * step.beta * sigmoid(x) * sigmoid(-x);
  let side = select(1u, 0u, good);
  told[REWARDS_CHOSEN + side] += step.beta * answer.drift;
  told[LOGPS_CHOSEN + side] += answer.logp;
  told[OWN + side] += 1.0;
}
