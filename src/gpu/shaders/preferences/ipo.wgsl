// IPO (Azar et al. 2023, eq. 17) on pairs, the better answer first: (drift of the better - drift of the worse - 1 / (2 beta))^2.
// A drift is an answer's sum, or with per_token its mean over tokens.
struct Step { responses: f32, together: f32, beta: f32, per_token: f32 }

fn learn(first: u32) {
  let better = answers[first];
  let worse = answers[first + 1u];
  let share = better.weight / groups();
  let shares = select(vec2f(1.0), 1.0 / vec2f(better.tokens, worse.tokens), step.per_token > 0.5);
  let off = better.drift * shares.x - worse.drift * shares.y - 0.5 / step.beta;
  told[LOSS] += share * off * off;
  gradients[first] = 2.0 * share * off * shares.x;
  gradients[first + 1u] = -2.0 * share * off * shares.y;
  tell_pair(step.beta * better.drift, step.beta * worse.drift, better.logp, worse.logp);
}
