/** The losses of GRPO's family beside those that libraries computed for the same numbers: tests/fixtures/libraries. */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import type { GrpoChoices } from '../../../../src/gpu/kernels/grpo/grpo.ts';
import importance from '../../../fixtures/libraries/importance-trl.json';
import policy from '../../../fixtures/libraries/policy-trl.json';
import { expectClose, testGpu } from '../../harness.ts';
import { CHOICES, lossOf } from './responses.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

type Settings = Readonly<Record<string, unknown>>;
type Case = {
  readonly name: string;
  readonly function: string;
  readonly settings: Settings;
  readonly expected: {
    readonly loss: number;
    readonly dLogp: readonly number[];
    readonly metrics: Readonly<Record<string, number>>;
    readonly weights?: readonly number[];
  };
};

/** TRL's settings by our names, or null for what is not ours. */
function trl({ function: of, settings }: Case): GrpoChoices | null {
  const {
    loss_type: loss,
    epsilon,
    epsilon_high,
    beta = 0,
    delta,
    importance_sampling_level: level,
  } = settings;
  const foreign = [
    'use_bias_correction_kl',
    'entropy_coef',
    'top_entropy_quantile',
    'off_policy_mask_threshold',
  ];
  if (foreign.some((name) => name in settings)) return null;
  const [low, high] = [Number(epsilon), Number(epsilon_high)];
  const clipped = { ...CHOICES, low, high, cap: Number(delta ?? 0), beta: Number(beta), corrected: true };
  if (of.includes('rloo')) return { ...clipped, term: 'response' };
  const term = level === 'sequence' ? 'sequence' : 'token';
  switch (loss) {
    case 'grpo':
      return { ...clipped, term };
    case 'dapo':
    case 'bnpo':
      return { ...clipped, term, normaliser: 'token' };
    case 'dr_grpo':
      return { ...clipped, term, normaliser: 'constant', most: Number(settings['max_completion_length']) };
    case 'luspo':
      return { ...clipped, term, normaliser: 'constant', most: 1 };
    case 'cispo':
      // Bounded above only, and by the ratio itself.
      return { ...clipped, term: 'stopped', low: 1, high: high - 1, normaliser: 'token' };
    case 'sapo': {
      const { sapo_temperature_pos: positive = 1, sapo_temperature_neg: negative = 1.05 } = settings;
      return { ...clipped, term: 'soft', positive: Number(positive), negative: Number(negative) };
    }
    default:
      return null;
  }
}

/** A number a token, sequence by sequence. */
function cut(lengths: readonly number[], numbers: readonly number[]): number[][] {
  let from = 0;
  return lengths.map((length) => numbers.slice(from, (from += length)));
}

async function compare(file: { batches: typeof policy.batches }, one: Case, choices: GrpoChoices) {
  const batch = file.batches.policy;
  const rows = (numbers: readonly number[]) => cut(batch.lengths, numbers);
  const [logp, oldLogp, logpRef] = [batch.logp, batch.oldLogp, batch.refLogp].map(rows);
  const [entropy, weights] = [rows(batch.entropy), one.expected.weights && rows(one.expected.weights)];
  const responses = batch.advantages.map((advantage, row) => {
    const of = {
      logp: logp[row],
      oldLogp: oldLogp[row],
      logpRef: logpRef[row],
      entropy: entropy[row],
      advantage,
    };
    return weights ? { ...of, importance: weights[row] } : of;
  });
  const { dLogp, metrics } = await lossOf(gpu, responses, choices);
  const { expected } = one;
  expect(Math.abs(metrics.loss - expected.loss)).toBeLessThan(1e-6);
  expectClose(dLogp, expected.dLogp, 1e-5);
  const told = {
    kl: metrics.kl,
    entropy: metrics.entropyMean,
    'clip_ratio/low_mean': metrics.clipLow,
    'clip_ratio/high_mean': metrics.clipHigh,
    'clip_ratio/region_mean': metrics.clipLow + metrics.clipHigh,
  };
  // Told where it is charged.
  for (const [name, value] of Object.entries(told))
    if (name in expected.metrics) expect(value, name).toBeCloseTo(expected.metrics[name], 6);
}

const ours = (cases: readonly unknown[]) =>
  (cases as readonly Case[]).flatMap((one) => {
    const choices = trl(one);
    return choices ? [[one.name, one, choices] as const] : [];
  });

it.each(ours(policy.cases))('TRL: %s', (_, one, choices) => compare(policy, one, choices));
it.each(ours(importance.cases))('TRL, a sampler of its own: %s', (_, one, choices) =>
  compare(importance, one, choices),
);

it('compares what it is to compare', () => {
  expect(ours(policy.cases).length).toBeGreaterThanOrEqual(24);
  expect(ours(importance.cases)).toHaveLength(8);
});
