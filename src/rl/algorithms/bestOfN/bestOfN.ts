/**
 * Best-of-n: n answers of the base model to each prompt, of which the reward model keeps the one that it likes best. Nothing
 * is trained but the reward model. Stiennon et al. 2020; as a yardstick of reinforcement learning, Gao et al. 2022.
 *
 *   y = argmax over y_1 … y_n ~ π_ref(·|x) of r(x, y_i),   KL(best of n ‖ π_ref) ≤ ln n − (n − 1)/n   (Beirami et al. 2024)
 *
 * What it tells is of the answers that were kept: they are what it would say. Knows its kit; knows no page, no storage and no
 * ranking.
 */
import type { Algorithm, SettingsOf } from '../../training/algorithm.ts';
import { distinct4, endedCount, mean, meanLength, utilities, type Rollout } from '../../training/rollout.ts';
import { BEST_OF_N } from './declaration.ts';
import { bestOfKl } from './klBound.ts';

export const bestOfN: Algorithm = {
  ...BEST_OF_N,
  start: () => null,
  async *iterate(kit, settings: SettingsOf<typeof BEST_OF_N>) {
    const { bestOf } = settings;

    yield 'sample';
    const rollout = await kit.sample(bestOf);

    yield 'choose';
    const scores = await kit.reward(rollout);
    // The policy is the reference: what was chosen has a KL, and no answer by itself.
    kit.show(
      rollout,
      scores,
      scores.map(() => NaN),
    );
    const best = bestRows(scores, bestOf);
    const chosen = rowsOf(rollout, best);
    const kept = best.map((row) => scores[row]);
    return {
      'nudge/score': mean(kept),
      'nudge/score_std': Math.sqrt(mean(kept.map((score) => (score - mean(kept)) ** 2))),
      'objective/kl': bestOfKl(bestOf),
      'nudge/pool_score': mean(scores),
      'val/num_eos_tokens': endedCount(chosen),
      episode: kit.episodes + scores.length,
      'nudge/response_length': meanLength(chosen),
      'nudge/distinct_4': distinct4(chosen),
      ...utilities(chosen, await kit.labelers()),
    };
  },
};

/** Of each `n` neighbours the place with the highest score, the first of several. */
export function bestRows(scores: readonly number[], n: number): number[] {
  return Array.from({ length: scores.length / n }, (_, prompt) => {
    let best = prompt * n;
    for (let row = best + 1; row < (prompt + 1) * n; row++) if (scores[row] > scores[best]) best = row;
    return best;
  });
}

/** Some answers of a rollout, one to each prompt. */
function rowsOf({ prompts, sequences, texts, finished }: Rollout, rows: readonly number[]): Rollout {
  return {
    prompts,
    group: 1,
    sequences: rows.map((row) => sequences[row]),
    texts: rows.map((row) => texts[row]),
    finished: rows.map((row) => finished[row]),
  };
}
