/**
 * What a loss of whole answers does to each token: it gives an answer an advantage, and each of its tokens a share of it. Pure;
 * knows numbers of tokens, no GPU and no method.
 */
import { NORMALISERS, POLICY_TERMS } from '../../gpu/kernels/grpo/grpoChoices.ts';
import { KL_ESTIMATORS, type KlEstimator } from '../../gpu/kernels/kl/klEstimators.ts';

/** Answers, a number a token each. */
export interface Pulled {
  /** log π − log π_ref. */
  readonly gaps: readonly (readonly number[])[];
  /** Of each answer, or of each of its tokens. */
  readonly advantages: readonly (number | readonly number[])[];
  /** Factors of the tokens' policy terms; null where all are 1. */
  readonly importance: readonly (readonly number[])[] | null;
}

/**
 * −∂L/∂log π of each token, times the number of answers, as the first step has it with all answers in one: above 0 the token is
 * to become likelier. Before a step every ratio is 1, so that no term of grpo.ts is clipped and each has the slope −A:
 *
 *   pull = answers · share · (w·A − β·k′(log π − log π_ref))
 *
 * w is the token's factor; where an answer has one ratio, the mean of its factors (`sequence`), or their sum (`response`).
 * @param scalars of `grpoScalars`
 */
export function pullsOf(
  { gaps, advantages, importance }: Pulled,
  scalars: Readonly<Record<string, number>>,
): number[][] {
  const term = POLICY_TERMS[scalars.term];
  const normaliser = NORMALISERS[scalars.normaliser];
  const estimator = KL_ESTIMATORS[scalars.estimator];
  const tokens = gaps.reduce((sum, of) => sum + of.length, 0);
  return gaps.map((of, row) => {
    const weights = importance?.[row] ?? of.map(() => 1);
    const advantage = advantages[row];
    const share = { sequence: 1 / of.length, token: gaps.length / tokens, constant: 1 / scalars.most }[
      normaliser
    ];
    const each = term === 'sequence' ? 1 / of.length : 1;
    const whole = term === 'sequence' || term === 'response';
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    // Corrected by a ratio, the estimate itself moves along with it.
    const along = (gap: number) =>
      scalars.corrected === 0
        ? 0
        : whole
          ? each * sum(of.map((d) => valueOf(estimator, d)))
          : valueOf(estimator, gap);
    return of.map((gap, t) => {
      const worth = typeof advantage === 'number' ? advantage : advantage[t];
      const factor = whole ? each * sum(weights) : weights[t];
      return share * (factor * worth - scalars.beta * (slopeOf(estimator, gap) + along(gap)));
    });
  });
}

/** Nats beyond which the kernels cut a difference of log-probabilities off. */
const MOST_NATS = 20;

function valueOf(estimator: KlEstimator, gap: number): number {
  const d = Math.max(-MOST_NATS, Math.min(MOST_NATS, gap));
  return { k1: d, k2: d ** 2 / 2, k3: Math.expm1(-d) + d }[estimator];
}

function slopeOf(estimator: KlEstimator, d: number): number {
  return Math.abs(d) > MOST_NATS ? 0 : { k1: 1, k2: d, k3: -Math.expm1(-d) }[estimator];
}
