/** Advantages against the methods' own code, losses against the slow twin of their kernel. */
import { describe, expect, it } from 'vitest';
import { POLICY_TERMS } from '../../../src/gpu/kernels/grpo/grpoChoices.ts';
import { grpoTwin } from '../../../src/gpu/kernels/grpo/grpo.twin.ts';
import { advantageTerms, lossTermsOf } from '../../../src/rl/runs/answerTerms.ts';
import type { Inspection } from '../../../src/rl/runs/inspection.ts';
import { madeWhole } from './madeWhole.ts';

/** Of every token of every answer: the recomputed advantage and the engine's. */
function advantages({ answers, whole }: Inspection) {
  return answers.flatMap(({ pulled }, row) =>
    pulled!.advantages.map((told, at) => {
      const gaps = pulled!.logp.map((logp, t) => logp - pulled!.logpRef[t]);
      return { told, terms: advantageTerms(whole!, row, { told, gaps, at })! };
    }),
  );
}

describe('advantageTerms', () => {
  it.each([
    ['REINFORCE, mean of the batch', madeWhole('reinforce')],
    ['REINFORCE, mean of the others', madeWhole('reinforce', { baseline: 'leaveOut' })],
    ['REINFORCE, moving average', madeWhole('reinforce', { baseline: 'average' })],
    ['REINFORCE, no baseline', madeWhole('reinforce', { baseline: 'none' })],
    ['RLOO', madeWhole('rloo')],
    ['RLOO, normalised', madeWhole('rloo', { normaliseAdvantages: true })],
    ['RLOO, token by token', madeWhole('rloo', { rlooUnit: 'token' })],
    ['GRPO', madeWhole('grpo')],
    ['GRPO, spread of the batch', madeWhole('grpo', { scaleRewards: 'batch' })],
    ['GRPO, mean only', madeWhole('grpo', { scaleRewards: 'none' })],
    ['GRPO, a group of equal rewards', madeWhole('grpo', {}, { earned: [0.1, 0.1, 0.1, 0.1, 1, 2, 3, 4] })],
  ])('%s: what the answers earned comes to the method’s own advantage', (_, inspection) => {
    for (const { told, terms } of advantages(inspection)) expect(terms.advantage).toBeCloseTo(told, 9);
  });

  it('a moving average is the one before the batch, and a method of another form has no terms', () => {
    const [{ terms }] = advantages(madeWhole('reinforce', { baseline: 'average' }, { average: 0.25 }));
    expect(terms.baseline).toBeCloseTo(0.25, 12);
    const { whole } = madeWhole('grpo');
    const other = { ...whole!, settings: { ...whole!.settings, algorithm: 'ppo' as const } };
    expect(advantageTerms(other, 0, { told: 1, gaps: [0], at: 0 })).toBeNull();
  });
});

describe('lossTermsOf', () => {
  it.each(POLICY_TERMS.flatMap((term) => [0, 1.25].map((cap) => [term, cap] as const)))(
    '%s, dual clip %s: the tokens’ terms add up to the loss of the kernel',
    (term, cap) => {
      const choices = { term, cap, low: 0.1, high: 0.15, corrected: cap > 0, estimator: 'k3' as const };
      const { answers, whole } = madeWhole('grpo', {}, { choices });
      const responses = answers.map(({ pulled, logpAfter }) => ({
        logp: logpAfter!,
        oldLogp: pulled!.logp,
        logpRef: pulled!.logpRef,
        entropy: logpAfter!,
        advantage: pulled!.advantages,
      }));
      const { metrics } = grpoTwin(responses, whole!.loss);
      const totals = { policy: 0, kl: 0 };
      for (const answer of answers)
        for (const { loss, kl, correction } of lossTermsOf(answer, whole!)) {
          const share = 1 / (answer.tokens.length * answers.length);
          totals.policy += share * loss;
          totals.kl += share * whole!.loss.beta * kl * correction;
        }
      expect(totals.policy).toBeCloseTo(metrics.policyLoss, 9);
      expect(totals.kl).toBeCloseTo(metrics.klLoss, 9);
    },
  );

  it('there are none before the update', () => {
    const { answers, whole } = madeWhole('grpo', {}, { updated: false });
    expect(lossTermsOf(answers[0], whole!)).toEqual([]);
  });
});
