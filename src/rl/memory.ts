/**
 * What a run will take of a device's memory, before any of it is taken: the run's own code goes through one
 * iteration on a device that only counts (gpu/dryDevice.ts), on the longest prompts and answers that the settings
 * allow. Knows the run; knows no page and no real device.
 */
import { dryDeviceLike, openDryGpu, type DryDeviceOptions, type MemoryLedger } from '../gpu/dryDevice.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { PpoIteration } from './iteration.ts';
import { listwiseBatch } from './listwiseBatch.ts';
import { Models, SAMPLING_STREAMS } from './models.ts';
import { rewardStepOptions } from './rewardFit.ts';
import type { Settings } from './settings.ts';
import { Turns } from './turns.ts';

export { dryDeviceLike };

/** What memory is for, in the order shown. */
export const MEMORY_PARTS = [
  'weights',
  'gradients',
  'moments',
  'rollback',
  'activations',
  'kvCache',
  'other',
] as const;

export type MemoryPart = (typeof MEMORY_PARTS)[number];

export interface MemoryUse {
  /** Bytes by part; they add up to `total`. */
  readonly parts: Readonly<Record<MemoryPart, number>>;
  readonly total: number;
  /** The largest single buffer, which a device may refuse although there is memory. */
  readonly largestBuffer: number;
}

export interface MemoryRequest {
  readonly config: ModelConfig;
  readonly settings: Settings;
  /** Tokens of the longest prompt. */
  readonly promptTokens: number;
  readonly device: DryDeviceOptions;
}

/** Labels by what they are for; the first that matches counts. Whatever a plan records is activations. */
const PARTS: readonly (readonly [RegExp, MemoryPart])[] = [
  [/^lastGood\//, 'rollback'],
  [/\/gradients\b|\/accumulated\b/, 'gradients'],
  [/^(?:policy|reward)[^/]*\/[mv](?:\/\d+)?$/, 'moments'],
  [/^cache\//, 'kvCache'],
  [/^(?:prefill|decode|score|reward|experience|ppo)\/?\d*x?\d*[^/]*\//, 'activations'],
  [/^decode\//, 'activations'],
  [/^(?:policy|reference|reward|base)(?:\/|$)/, 'weights'],
];

function partOf(label: string): MemoryPart {
  return PARTS.find(([pattern]) => pattern.test(label))?.[1] ?? 'other';
}

/**
 * Goes through one iteration without a device: answers for a person, a fit of the reward model, a rollout, its
 * scoring and one PPO update.
 * @throws RangeError for what the device could not hold whatever memory it has, as the run itself would
 */
export async function measureMemory({
  config,
  settings,
  promptTokens,
  device,
}: MemoryRequest): Promise<MemoryUse> {
  const { gpu, ledger } = openDryGpu(device);
  // No text passes: prompts and answers are made of token 0.
  const models = new Models(gpu, { config, tokenizer: NO_TOKENIZER }, settings);
  await oneIteration(models, promptTokens, settings);
  return use(ledger);
}

/** The steps that {@link measureMemory} takes; on a real device they take what it says. */
export async function oneIteration(models: Models, promptTokens: number, settings: Settings): Promise<void> {
  const prompt = Array.from({ length: Math.max(1, promptTokens) }, () => 0);
  const response = Array.from({ length: settings.maxNewTokens }, () => 0);
  const once = { ...settings, ppoEpochs: 1 };

  await models.answers('current', prompt, settings.answers, settings, SAMPLING_STREAMS.answers);
  const ranked = { id: '', sequences: [] as number[][], promptLength: prompt.length, tiers: [] as number[] };
  for (let answer = 0; answer < settings.answers; answer++) {
    ranked.sequences.push([...prompt, ...response]);
    ranked.tiers.push(answer);
  }
  const rankings = listwiseBatch(Array.from({ length: settings.rewardBatch }, () => ranked));
  await models.reward.step(rankings, rewardStepOptions(settings));
  const rows = Array.from({ length: settings.rolloutBatch }, () => prompt);
  await models.rollout('current', rows, settings, SAMPLING_STREAMS.rollout);
  await models.rollout('base', rows, settings, SAMPLING_STREAMS.reference);
  const iteration = new PpoIteration(models, new Turns(), once);
  const scored = await iteration.score(
    {
      prompts: rows.map(() => ''),
      texts: rows.map(() => ''),
      sequences: rows.map(() => ({ prompt, response })),
      generations: rows.map(() => ({ tokens: response, logp: [], finished: false, complete: true })),
    },
    once,
  );
  await iteration.update(scored, 1, once);
}

const NO_TOKENIZER = { decode: () => '', encode: () => [] } as unknown as Tokenizer;

function use(ledger: MemoryLedger): MemoryUse {
  const sums = ledger.by(partOf);
  const parts = Object.fromEntries(MEMORY_PARTS.map((part) => [part, sums.get(part) ?? 0])) as Record<
    MemoryPart,
    number
  >;
  return { parts, total: ledger.bytes, largestBuffer: ledger.largest.bytes };
}
