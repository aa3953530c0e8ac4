/** How likely rankings are under Plackett-Luce (Luce 1959, Plackett 1975) with a reward model's scores as logits. Pure. */
import type { ScoredRanking } from '../agreement.ts';

export interface Likelihood {
  /** Choices that the ranking tells of: answers that beat any. */
  readonly choices: number;
  /** Σ over them of the log-probability that each comes before all of worse tiers, in nats; ties say nothing of each other. */
  readonly logLikelihood: number;
  /** The same where all scores are equal. */
  readonly byLot: number;
}

/** @param logits before normalisation, as the loss has them: a difference is a log-odds */
export function plackettLuceLikelihood(
  tiers: ScoredRanking['tiers'],
  logits: ScoredRanking['scores'],
): Likelihood {
  let [choices, logLikelihood, byLot] = [0, 0, 0];
  tiers.slice(0, -1).forEach((tier, rank) => {
    const worse = tiers.slice(rank + 1).flat();
    for (const own of tier) {
      const apart = [0, ...worse.map((other) => logits[other] - logits[own])];
      const top = Math.max(...apart);
      choices += 1;
      logLikelihood -= top + Math.log(apart.reduce((mass, one) => mass + Math.exp(one - top), 0));
      byLot -= Math.log(1 + worse.length);
    }
  });
  return { choices, logLikelihood, byLot };
}
