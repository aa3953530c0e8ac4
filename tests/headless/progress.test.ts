import { expect, it } from 'vitest';
import { rewardQuality } from '../../src/preferences/quality/rewardQuality.ts';
import { PPO } from '../../src/rl/algorithms/ppo/declaration.ts';
import { agreementLine, progressLine, qualityLines } from '../../src/headless/progress.ts';

it('formats an iteration on one line, with the labeler in use and dashes for what is missing', () => {
  const row = {
    iteration: 3,
    values: {
      'nudge/score': 0.41249,
      'objective/kl': 1.934,
      'nudge/kl_coef_next': 0.05,
      'nudge/entropy': 1.5,
      'nudge/response_length': 23.25,
      'utility/shorter': -19.5,
      'utility/warmer': 4,
    },
  };
  expect(progressLine(PPO, row, 20, 'shorter', 4.24)).toBe(
    'iteration  3/20  score 0.412  kl 1.93  beta 0.0500  entropy 1.50  clip -  length 23.3  shorter -19.500  4.2 s',
  );
});

it('formats the first metrics of a method that chooses none', () => {
  const metric = { unit: '', definition: 'a number' };
  const metrics = { 'own/loss': metric, lr: metric };
  const row = { iteration: 1, values: { lr: 0.001, 'own/loss': 2, 'utility/warmer': 4 } };
  const { leads: _, ...method } = { ...PPO, metrics };
  expect(progressLine(method, row, 9, 'warmer', 1)).toBe(
    'iteration 1/9  loss 2.000  lr 0.001  warmer 4.000  1.0 s',
  );
});

it('shows agreement as shares of pairs, and no share of nothing', () => {
  const trained = { rankings: 9, pairs: 50, accuracy: 0.9, kendallTau: 0.8 };
  const heldOut = { rankings: 0, pairs: 0, accuracy: NaN, kendallTau: NaN };
  expect(agreementLine(heldOut, trained)).toBe(
    'reward model agrees on 90.0 % of 50 pairs it was trained on and - held out',
  );
  const measured = {
    rankings: 3,
    pairs: 18,
    accuracy: 0.75,
    interval: [0.5213, 0.894],
    kendallTau: 0.5,
  } as const;
  expect(agreementLine(measured, trained)).toBe(
    'reward model agrees on 90.0 % of 50 pairs it was trained on and 75.0 % of 18 pairs held out (95 %: 52 to 89 %)',
  );
});

it('tells what a reward model is worth, a line a measure', () => {
  const ranking = { prompt: 'a', tiers: [[0], [1]], scores: [1, 0], logits: [Math.log(3), 0] };
  const none = rewardQuality([]);
  const lines = qualityLines({ heldOut: rewardQuality([ranking]), trained: none });
  expect(lines[0]).toBe('reward model on 1 held-out rankings of 1 prompts:');
  expect(lines[1]).toMatch(/^ {2}accuracy +1\.000 {2}\(95 %: 0\.\d{3} to 1\.000, by lot 0\.500; 1 pairs\)$/);
  expect(lines[4]).toMatch(/log-likelihood +-0\.288 {2}\(no interval, by lot -0\.693; 1 choices\)/);
  expect(lines.at(-1)).toBe('  says, is right (pairs): 0.75 1.00 (1)');
  expect(qualityLines({ heldOut: none, trained: none })).toHaveLength(1);
});
