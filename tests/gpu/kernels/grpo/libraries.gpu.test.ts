/**
 * The losses of GRPO's family beside those that libraries computed for the same numbers: tests/fixtures/libraries. What no
 * setting makes of them here stands in NOT_HERE, and in docs/methods.md.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../../src/gpu/device.ts';
import type { GrpoChoices } from '../../../../src/gpu/kernels/grpo/grpoChoices.ts';
import importance from '../../../fixtures/libraries/importance-trl.json';
import openPolicy from '../../../fixtures/libraries/policy-openrlhf.json';
import policy from '../../../fixtures/libraries/policy-trl.json';
import verlPolicy from '../../../fixtures/libraries/policy-verl.json';
import traps from '../../../fixtures/libraries/traps.json';
import { mismatchOf } from '../../../../src/rl/training/importance.ts';
import { casesOf, cut, type LibraryCase } from '../../../fixtures/libraryCases.ts';
import { expectClose, testGpu } from '../../harness.ts';
import { CHOICES, lossOf } from './responses.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

type Case = LibraryCase<{
  readonly loss: number;
  readonly dLogp: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly weights?: readonly number[];
}>;

/** What nothing here computes, by library. */
const NOT_HERE = {
  trl: [
    // PPO has one here, GRPO none.
    'entropy bonus',
    'the most uncertain half of the tokens',
    'off-policy sequences left out',
  ],
  verl: ['GMPO'],
  openrlhf: [] as string[],
} as const;

/** TRL's settings by our names, or null for what is not ours. */
function trl({ name, function: of, settings }: Case): GrpoChoices | null {
  if ((NOT_HERE.trl as readonly string[]).includes(name)) return null;
  const {
    loss_type: loss,
    epsilon,
    epsilon_high,
    beta = 0,
    delta,
    importance_sampling_level: level,
  } = settings;
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
    // The batch has six answers, by which a constant divides too.
    'token-sum': { normaliser: 'constant', most: 1 / 6 },
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
  const { clip_eps_low = 0.2, clip_eps_high = 0.2, dual_clip = 0, token_level_loss = true } = settings;
  const [low, high, cap] = [Number(clip_eps_low), Number(clip_eps_high), Number(dual_clip)];
  const clipped = { ...CHOICES, low, high, cap };
  if (settings['policy_loss_type'] === 'gspo') return { ...clipped, term: 'sequence' };
  return { ...clipped, normaliser: token_level_loss ? 'token' : 'sequence' };
}

/**
 * OpenRLHF's weights where the sampler is another: cut off at both ends, or 0 outside, which takes nothing off what it divides by.
 * Of an answer it is asked whether the mean of ln π ÷ π_sampler is inside; its tokens weigh as they are.
 */
function openWeights({ settings }: Case, { lengths, oldLogp, samplerLogp }: Sampled): number[][] | undefined {
  const { is_correction_level: level, is_correction_mode: mode, is_correction_threshold: bounds } = settings;
  if (level === undefined) return undefined;
  const [low, high] = bounds as [number, number];
  const weights = mismatchOf(cut(lengths, oldLogp), cut(lengths, samplerLogp), Infinity).importance!;
  if (mode === 'clip') return weights.map((of) => of.map((w) => Math.min(high, Math.max(low, w))));
  const within = (w: number) => (w >= low && w <= high ? 1 : 0);
  return weights.map((of) => {
    const middle = Math.exp(of.reduce((sum, w) => sum + Math.log(w), 0) / of.length);
    return of.map((w) => w * within(level === 'seq' ? middle : w));
  });
}

type Sampled = Readonly<Record<'lengths' | 'oldLogp' | 'samplerLogp', readonly number[]>>;

interface Batch extends Readonly<
  Record<'lengths' | 'logp' | 'oldLogp' | 'refLogp' | 'samplerLogp' | 'advantages', number[]>
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
  const entropy = rows(batch.entropy ?? batch.logp);
  const weights = one.expected.weights ? rows(one.expected.weights) : openWeights(one, batch);
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
  // Which it tells of tokens, whatever their ratio is.
  if (choices.term === 'sequenceToken')
    expect(metrics.clipLow + metrics.clipHigh).toBeCloseTo(expected.metrics['actor/pg_clipfrac'], 6);
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

const ours = (file: { readonly cases: readonly unknown[] }, by: (of: Case) => GrpoChoices | null) =>
  casesOf<Case['expected']>(file).flatMap((one) => {
    const choices = by(one);
    return choices ? [[one.name, one, choices] as const] : [];
  });

it.each(ours(policy, trl))('TRL: %s', (_, one, choices) => compare(policy, one, choices));
it.each(ours(importance, trl))('TRL, a sampler of its own: %s', (_, one, choices) =>
  compare(importance, one, choices),
);
it.each(ours(verlPolicy, verl))('verl: %s', (_, one, choices) => compare(verlPolicy, one, choices));
it.each(ours(openPolicy, openRlhf))('OpenRLHF: %s', (_, one, choices) => compare(openPolicy, one, choices));

it.each(['GSPO', 'GSPO, by tokens'])('verl writes %s as GSPO-token', (name) => {
  const one = casesOf<Case['expected']>(verlPolicy).find((of) => of.name === name)!;
  return compare(verlPolicy, one, { ...verl(one)!, term: 'sequenceToken' });
});

it('compares every case but those that are named', () => {
  const left = (
    file: typeof policy | typeof importance | typeof verlPolicy | typeof openPolicy,
    by: typeof trl,
  ) => {
    const compared = new Set(ours(file, by).map(([name]) => name));
    return file.cases.map(({ name }) => name).filter((name) => !compared.has(name));
  };
  expect(left(policy, trl)).toEqual(NOT_HERE.trl);
  expect(left(importance, trl)).toEqual([]);
  expect(left(verlPolicy, verl)).toEqual(NOT_HERE.verl);
  expect(left(openPolicy, openRlhf)).toEqual(NOT_HERE.openrlhf);
});

it('has one loss whatever stands in padding, where TRL’s is NaN of NaN', async () => {
  const paddings = casesOf<{ loss: number | null }>(traps).filter(({ name }) => name.includes('padding of'));
  expect(paddings.map(({ expected }) => expected.loss)).toContain(null);
  const { lengths, advantages, ...columns } = traps.batches.policy;
  const rows = Object.fromEntries(
    (['logp', 'oldLogp', 'entropy'] as const).map((name) => [name, cut(lengths, columns[name])]),
  );
  const responses = advantages.map((advantage, row) => ({
    logp: rows.logp[row],
    oldLogp: rows.oldLogp[row],
    logpRef: rows.logp[row],
    entropy: rows.entropy[row],
    advantage,
  }));
  // Its slots of filler hold NaN.
  const filler = { slots: 7, responses: 2 };
  const { dLogp, metrics } = await lossOf(
    gpu,
    responses,
    { ...CHOICES, normaliser: 'token' },
    {
      filler,
      whole: { tokens: 0, responses: 6 },
    },
  );
  for (const { expected } of paddings)
    if (expected.loss !== null) expect(Math.abs(metrics.loss - expected.loss)).toBeLessThan(1e-6);
  expect([...dLogp.subarray(-7)]).toEqual(Array(7).fill(0));
});
