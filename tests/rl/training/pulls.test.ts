import { expect, it } from 'vitest';
import { grpoScalars, NORMALISERS, POLICY_TERMS } from '../../../src/gpu/kernels/grpo/grpoChoices.ts';
import { grpoTwin } from '../../../src/gpu/kernels/grpo/grpo.twin.ts';
import { KL_ESTIMATORS } from '../../../src/gpu/kernels/kl/klEstimators.ts';
import { pullsOf } from '../../../src/rl/training/pulls.ts';

const GAPS = [[0.1, -0.4, 2], [0.3], [-1, 0, 0.7, -0.2]];
const LOGP = GAPS.map((of) => of.map((gap) => gap - 2));
const ADVANTAGES = [1.5, -0.5, 0.25];
const NUMBERS = { low: 0.2, high: 0.3, cap: 3, positive: 2, negative: 3, most: 5, beta: 0.3 };
const IMPORTANCE = [[1, 0.5, 1.5], [2], [0.25, 1, 1, 1.25]];

it.each(POLICY_TERMS)(
  'are the gradient of the loss before its first step, the other way round: %s',
  (term) => {
    for (const [i, normaliser] of NORMALISERS.entries())
      for (const importance of [null, IMPORTANCE]) {
        const choices = {
          ...NUMBERS,
          term,
          normaliser,
          estimator: KL_ESTIMATORS[i],
          corrected: i > 0,
        };
        const answers = LOGP.map((logp, row) => ({
          logp,
          oldLogp: logp,
          logpRef: logp.map((value, t) => value - GAPS[row][t]),
          entropy: logp,
          advantage: ADVANTAGES[row],
          ...(importance && { importance: importance[row] }),
        }));
        const { dLogp } = grpoTwin(answers, choices);
        const pulls = pullsOf({ gaps: GAPS, advantages: ADVANTAGES, importance }, grpoScalars(choices));
        dLogp.forEach((of, row) => of.forEach((d, t) => expect(pulls[row][t]).toBeCloseTo(-3 * d, 12)));
      }
  },
);
