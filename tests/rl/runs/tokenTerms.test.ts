/** Formulas with a token's numbers in them against the kernels' twins, which were written without them. */
import { describe, expect, it } from 'vitest';
import { ppoLossTwin } from '../../../src/gpu/kernels/ppo/ppo.twin.ts';
import { agrees, termsOf, totalOf } from '../../../src/rl/runs/tokenTerms.ts';
import { madeInspection } from './madeInspection.ts';

describe.each([
  [true, false],
  [false, false],
  [true, true],
])('with whitening %s, what is off by default %s', (whiten, more) => {
  const { answers, credit } = madeInspection(3, { whiten, more });

  it('each token’s terms come to the advantage that was computed, and to reward and return', () => {
    for (const answer of answers) {
      const terms = termsOf(answer, credit!);
      expect(terms).toHaveLength(answer.tokens.length);
      terms.forEach((term, at) => {
        expect(term.advantage).toBeCloseTo(answer.columns!.advantages[at], 5);
        expect(term.rawAdvantage + term.value).toBeCloseTo(answer.columns!.returns[at], 5);
        expect(term.reward).toBeCloseTo(term.penalty + term.earned, 12);
        expect(term.nextValue).toBe(answer.columns!.values[at + 1] ?? 0);
        expect(agrees(term.advantage, term.toldAdvantage)).toBe(true);
      });
      expect(terms.filter(({ earned }) => earned !== 0)).toEqual([terms.at(-1)]);
    }
  });

  it('an answer is worth its score less β times the sum of its tokens’ KL: what its rewards sum to', () => {
    for (const answer of answers) {
      const total = totalOf(answer, credit!)!;
      const rewards = termsOf(answer, credit!).map(({ reward }) => reward);
      expect(total.total).toBeCloseTo(
        rewards.reduce((sum, of) => sum + of, 0),
        10,
      );
    }
  });

  it('what is clipped, and the loss, are the loss kernel’s', () => {
    for (const answer of answers) {
      const { logp, advantages, values, returns } = answer.columns!;
      termsOf(answer, credit!).forEach((term, at) => {
        const one = (value: number) => Float32Array.of(value);
        const { metrics } = ppoLossTwin(
          {
            logp: one(answer.logpAfter![at]),
            oldLogp: one(logp[at]),
            advantages: one(advantages[at]),
            values: one(values[at]),
            oldValues: one(values[at]),
            returns: one(returns[at]),
            entropy: one(0),
            mask: one(1),
          },
          { clip: credit!.clip, dualClip: credit!.dualClip, valueClip: 0.2, vfCoef: 0.1 },
        );
        expect(term.loss).toBeCloseTo(metrics.policyLoss, 5);
        expect(term.clipped).toBe(metrics.clipFraction === 1 || metrics.dualClipFraction === 1);
        expect(term.ratio).toBeCloseTo(metrics.ratioMean, 5);
      });
    }
    const clipped = answers.flatMap((answer) => termsOf(answer, credit!).map((term) => term.clipped));
    expect(new Set(clipped)).toEqual(new Set([true, false]));
  });
});

it('before the update there is no ratio, before the score nothing at all', () => {
  const { answers, credit } = madeInspection(3, { updated: false });
  expect(termsOf(answers[0], credit!).map(({ ratio, clipped }) => [ratio, clipped])).toEqual(
    answers[0].tokens.map(() => [null, null]),
  );
  const sampled = { ...answers[0], columns: null, earned: null };
  expect(termsOf(sampled, credit!)).toEqual([]);
  expect(totalOf(sampled, credit!)).toBeNull();
});

it('a result that is off by more than single precision does not agree', () => {
  expect(agrees(1, 1.0005)).toBe(true);
  expect(agrees(1, 1.01)).toBe(false);
  expect(agrees(0.4, -0.4)).toBe(false);
});
