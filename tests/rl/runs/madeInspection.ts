/** An iteration as the kernels' slow twins compute it: three answers of unequal length, whitened or not. */
import { gaeTwin } from '../../../src/gpu/kernels/ppo/gae.twin.ts';
import { rewardsPerTokenTwin } from '../../../src/gpu/kernels/ppo/rewards.twin.ts';
import { whitenTwin } from '../../../src/gpu/kernels/ppo/whiten.twin.ts';
import { whiteningOf, type Inspection } from '../../../src/rl/runs/inspection.ts';

const TOKENS = [
  [' A', ' cheap', ' place', '.', '<|endoftext|>'],
  [' Short', '.'],
  [' By', ' the', ' river'],
];
const R = 5;
const [BETA, GAMMA, LAMBDA, CLIP] = [0.15, 0.97, 0.9, 0.2];
const SCORES = [1.4, -0.6, 0.3];

/** Numbers that look read, the same each time. */
function numbers(seed: number, low: number, high: number): Float32Array {
  return Float32Array.from({ length: TOKENS.length * R }, (_, i) => {
    const wave = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43_758.5453;
    return low + (high - low) * (wave - Math.floor(wave));
  });
}

/** @param whiten rewards and advantages @param more what is off by default: k3 in the reward, dual clip, another sampler */
export function madeInspection(
  iteration: number,
  { whiten = true, updated = true, more = false } = {},
): Inspection {
  const estimator = more ? 'k3' : 'k1';
  const lengths = Uint32Array.from(TOKENS, ({ length }) => length);
  const grid = { batch: TOKENS.length, R };
  const [logp, logpRef, values] = [numbers(1, -3, -0.1), numbers(2, -3, -0.1), numbers(3, -1, 1)];
  const plain = rewardsPerTokenTwin(logp, logpRef, Float32Array.from(SCORES), lengths, {
    ...grid,
    beta: BETA,
    estimator,
  });
  const how = { ...grid, unbiased: true };
  const rewards = whiten ? whitenTwin(plain.rewards, lengths, { ...how, shiftMean: true }) : plain.rewards;
  const credit = gaeTwin(rewards, values, lengths, { ...grid, gamma: GAMMA, lambda: LAMBDA });
  const { returns } = credit;
  const raw = credit.advantages;
  const advantages = whiten ? whitenTwin(raw, lengths, { ...how, shiftMean: false }) : raw;
  const moved = numbers(4, -0.5, 0.5);
  const of = (grid: Float32Array, row: number) => [...grid.subarray(row * R, row * R + lengths[row])];
  const all = (grid: Float32Array) => TOKENS.flatMap((_, row) => of(grid, row));
  return {
    iteration,
    total: 32,
    updated,
    credit: {
      beta: BETA,
      estimator,
      gamma: GAMMA,
      lambda: LAMBDA,
      clip: CLIP,
      dualClip: more ? 1.1 : 0,
      importanceCap: 2,
      whitenedRewards: whiten ? whiteningOf(all(plain.rewards)) : null,
      whitenedAdvantages: whiten ? whiteningOf(all(raw)) : null,
    },
    answers: TOKENS.map((tokens, row) => ({
      prompt: 'name: The Eagle, food: Italian',
      text: tokens
        .filter((token) => !token.startsWith('<|'))
        .join('')
        .trim(),
      finished: row === 0,
      tokens,
      score: SCORES[row],
      earned: SCORES[row],
      spread: null,
      columns: {
        logp: of(logp, row),
        logpRef: of(logpRef, row),
        values: of(values, row),
        advantages: of(advantages, row),
        returns: of(returns, row),
      },
      ...(more && { sampled: of(logp, row).map((value, at) => value - 2 * moved[row * R + at]) }),
      logpAfter: updated ? of(logp, row).map((value, at) => value + moved[row * R + at]) : null,
      attribution: {
        start: 0.2,
        parts: tokens.map(() => (SCORES[row] - 0.2) / tokens.length),
      },
    })),
  };
}
