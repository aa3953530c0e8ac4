/** The losses of GRPO's family beside those that libraries computed for the same numbers: tests/fixtures/libraries. */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import type { GrpoChoices } from '../../../../src/gpu/kernels/grpo/grpo.ts';
import importance from '../../../fixtures/libraries/importance-trl.json';
import openPolicy from '../../../fixtures/libraries/policy-openrlhf.json';
import policy from '../../../fixtures/libraries/policy-trl.json';
import verlPolicy from '../../../fixtures/libraries/policy-verl.json';
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
  readonly batch: string;
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

/** verl's by ours. Its PPO loss is GRPO's, with a dual clip of 3 that is always on. */
function verl({ settings }: Case): GrpoChoices | null {
  const { loss, clip_ratio_low = 0.2, clip_ratio_high = 0.2, clip_ratio_c = 3 } = settings;
  const [low, high] = [Number(clip_ratio_low), Number(clip_ratio_high)];
  // By tokens or by answers; that by a constant has as many as the longest answer of the batch.
  const shares: Readonly<Record<string, Partial<GrpoChoices>>> = {
    'token-mean': { normaliser: 'token' },
    'seq-mean-token-mean': { normaliser: 'sequence' },
    'seq-mean-token-sum': { normaliser: 'constant', most: 1 },
    'seq-mean-token-sum-norm': { normaliser: 'constant', most: 7 },
  };
  const share = shares[String(settings['loss_agg_mode'])];
  if (!share) return null;
  const clipped = { ...CHOICES, low, high, ...share };
  switch (loss) {
    case 'vanilla':
      return { ...clipped, term: 'token', cap: Number(clip_ratio_c) };
    case 'gspo':
      return { ...clipped, term: 'sequence' };
    case 'cispo':
      return { ...clipped, term: 'stopped' };
    case 'sapo': {
      const { tau_pos: positive = 1, tau_neg: negative = 1.05 } = settings;
      return { ...clipped, term: 'soft', positive: Number(positive), negative: Number(negative) };
    }
    default:
      return null;
  }
}

/** OpenRLHF's by ours. */
function openRlhf({ settings }: Case): GrpoChoices | null {
  if ('is_correction_level' in settings) return null;
  const { clip_eps_low = 0.2, clip_eps_high = 0.2, dual_clip = 0, token_level_loss = true } = settings;
  const [low, high, cap] = [Number(clip_eps_low), Number(clip_eps_high), Number(dual_clip)];
  const clipped = { ...CHOICES, low, high, cap };
  if (settings['policy_loss_type'] === 'gspo') return { ...clipped, term: 'sequence' };
  return { ...clipped, normaliser: token_level_loss ? 'token' : 'sequence' };
}

/** A number a token, sequence by sequence. */
function cut(lengths: readonly number[], numbers: readonly number[]): number[][] {
  let from = 0;
  return lengths.map((length) => numbers.slice(from, (from += length)));
}

interface Batch extends Readonly<
  Record<'lengths' | 'logp' | 'oldLogp' | 'refLogp' | 'advantages', number[]>
> {
  readonly entropy?: number[];
}

async function compare(
  file: { readonly batches: Readonly<Record<string, Batch>> },
  one: Case,
  choices: GrpoChoices,
) {
  const batch = file.batches[one.batch];
  const rows = (numbers: readonly number[]) => cut(batch.lengths, numbers);
  const [logp, oldLogp, logpRef] = [batch.logp, batch.oldLogp, batch.refLogp].map(rows);
  const [entropy, weights] = [
    rows(batch.entropy ?? batch.logp),
    one.expected.weights && rows(one.expected.weights),
  ];
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
  // TRL's names; told where it is charged. Another library's kl is another number.
  if (!one.function.startsWith('trl.')) return;
  for (const [name, value] of Object.entries(told))
    if (name in expected.metrics) expect(value, name).toBeCloseTo(expected.metrics[name], 6);
}

const ours = (cases: readonly unknown[], by = trl) =>
  (cases as readonly Case[]).flatMap((one) => {
    const choices = by(one);
    return choices ? [[one.name, one, choices] as const] : [];
  });

it.each(ours(policy.cases))('TRL: %s', (_, one, choices) => compare(policy, one, choices));
it.each(ours(importance.cases))('TRL, a sampler of its own: %s', (_, one, choices) =>
  compare(importance, one, choices),
);

it.each(ours(verlPolicy.cases, verl))('verl: %s', (_, one, choices) => compare(verlPolicy, one, choices));
it.each(ours(openPolicy.cases, openRlhf))('OpenRLHF: %s', (_, one, choices) =>
  compare(openPolicy, one, choices),
);

it('compares what it is to compare', () => {
  expect(ours(policy.cases).length).toBeGreaterThanOrEqual(24);
  expect(ours(importance.cases)).toHaveLength(8);
  expect(ours(verlPolicy.cases, verl).length).toBeGreaterThanOrEqual(14);
  expect(ours(openPolicy.cases, openRlhf).length).toBeGreaterThanOrEqual(5);
});
