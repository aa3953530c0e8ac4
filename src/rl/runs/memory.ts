/**
 * What a run will take of a device's memory, before any of it is taken: the run's own code goes through one
 * iteration on a device that only counts (gpu/dryDevice.ts), on the longest of its prompts that can come together, with
 * the longest answers that the settings allow. Knows the run; knows no page and no real device.
 */
import { dryDeviceLike, openDryGpu, type DryDeviceOptions, type MemoryLedger } from '../../gpu/dryDevice.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { Tokenizer } from '../../model/tokenizing/tokenizer.ts';
import { PpoIteration } from '../algorithms/iteration.ts';
import { listwiseBatch, type ListwiseExample } from '../rewards/listwiseBatch.ts';
import { contextLength, Models, SAMPLING_STREAMS } from '../training/models.ts';
import { noneFits, promptRoom } from '../training/promptRoom.ts';
import { referenceCount } from '../training/referenceSamples.ts';
import { rewardStepOptions } from '../rewards/rewardFit.ts';
import type { Settings } from '../settings.ts';
import type { RankedTokens } from './standing.ts';
import { Turns } from '../training/turns.ts';

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
  /** Tokens of each prompt that the run will be given, in any order. At least one. */
  readonly promptTokens: readonly number[];
  /** Rankings that stand already: the reward model reads them too. */
  readonly standing?: readonly RankedTokens[];
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
  standing,
  device,
}: MemoryRequest): Promise<MemoryUse> {
  const { gpu, ledger } = openDryGpu(device);
  const models = new Models(gpu, { config, tokenizer: NO_TOKENIZER }, settings);
  await oneIteration(models, promptTokens, settings, standing);
  return use(ledger);
}

/**
 * The steps that {@link measureMemory} takes; on a real device they take what it says. Prompts that leave no room for an
 * answer are passed over, as in a run.
 * @throws RangeError when no prompt is left
 */
export async function oneIteration(
  models: Models,
  promptTokens: readonly number[],
  settings: Settings,
  standing: readonly RankedTokens[] = [],
): Promise<void> {
  const room = promptRoom(models.config, settings);
  const fitting = promptTokens.filter((tokens) => tokens <= room).toSorted((a, b) => b - a);
  if (fitting.length === 0) throw new RangeError(noneFits(Math.min(...promptTokens), room));
  const iteration = new PpoIteration(models, new Turns(), settings);
  // A run meets shorter ones too, and keeps what it recorded for them: what shares no memory with the longest counts.
  await steps(models, iteration, fitting.toReversed(), Math.ceil(settings.maxNewTokens / 2), settings);
  const most = contextLength(models.config, settings.contextLength);
  const read = standing.filter(({ prompt, answers }) => prompt + Math.max(0, ...answers) <= most);
  await steps(models, iteration, fitting, settings.maxNewTokens, settings, read);
}

/** Every step of an iteration, on the first of these prompts, each as often as a run that asks all in turn has it at once. */
async function steps(
  models: Models,
  iteration: PpoIteration,
  promptTokens: readonly number[],
  responseTokens: number,
  settings: Settings,
  standing: readonly RankedTokens[] = [],
): Promise<void> {
  const first = (count: number) =>
    Array.from({ length: count }, (_, i) => tokensOf(promptTokens[i % promptTokens.length]));
  const response = tokensOf(responseTokens);
  const { answers, rewardBatch, rolloutBatch, microBatch } = settings;

  await models.answers('current', first(1)[0], answers, settings, SAMPLING_STREAMS.answers);
  if (settings.rater !== 'person') {
    const judged = first(Math.max(1, Math.floor(ROWS_AT_ONCE / answers)));
    const rows = judged.flatMap((prompt) => Array.from({ length: answers }, () => prompt));
    await models.rollout('current', rows, settings, SAMPLING_STREAMS.simulation);
  }
  // One prompt may be ranked twice in a row, and the last rankings of a pass are fewer.
  const asked = Array.from({ length: rewardBatch }, (_, i) => ({
    prompt: promptTokens[Math.floor(i / 2) % promptTokens.length],
    answers: Array.from({ length: answers }, () => responseTokens),
  }));
  const ranked = [...asked, ...standing].map(exampleOf).toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const width = Math.max(...ranked.map(({ sequences }) => sequences.length));
  for (const part of [4, 2, 1]) {
    const few = ranked.slice(0, Math.ceil(rewardBatch / part));
    await models.reward.step(listwiseBatch(few, rewardBatch, width), rewardStepOptions(settings));
  }
  // Of one ranking's answers, and of the held-out ones'.
  await models.reward.score(ranked[0].sequences);
  if (standing.length > 0) {
    const longest = ranked.flatMap(({ sequences }) => sequences).toSorted((a, b) => b.length - a.length);
    await models.reward.score(longest.slice(0, ROWS_AT_ONCE));
  }
  // Of the reference's samples, as many as go at once.
  const reference = first(Math.min(ROWS_AT_ONCE, referenceCount(settings)));
  await models.rollout('base', reference, settings, SAMPLING_STREAMS.reference);
  await models.reward.score(reference.map((prompt) => [...prompt, ...response]));

  const rows = first(rolloutBatch);
  await models.rollout('current', rows, settings, SAMPLING_STREAMS.rollout);
  const scored = await iteration.score(
    {
      prompts: rows.map(() => ''),
      texts: rows.map(() => ''),
      sequences: rows.map((prompt) => ({ prompt, response })),
      generations: rows.map(() => ({ tokens: response, logp: [], finished: false, complete: true })),
    },
    settings,
  );
  // One minibatch, of the first; equally long, so that its parts are alike whichever rows they draw.
  const size = Math.ceil(rolloutBatch / settings.minibatches);
  const together = first(microBatch > 0 ? Math.min(microBatch, size) : size);
  const tokens = Math.ceil(together.reduce((sum, { length }) => sum + length, 0) / together.length);
  const sequences = Array.from({ length: size }, () => ({ prompt: tokensOf(tokens), response }));
  await iteration.update({ ...scored, sequences }, 1, { ...settings, ppoEpochs: 1, minibatches: 1 });
}

/** Rows that generators and the reward model's scoring take at once. */
const ROWS_AT_ONCE = 32;

function exampleOf({ prompt, answers }: RankedTokens): ListwiseExample {
  const tokens = tokensOf(prompt);
  return {
    id: '',
    sequences: answers.map((count) => [...tokens, ...tokensOf(count)]),
    promptLength: tokens.length,
    tiers: answers.map((_, answer) => answer),
  };
}

function sizeOf({ sequences }: ListwiseExample): number {
  return sequences.reduce((sum, { length }) => sum + length, 0);
}

/** No text passes: prompts and answers are made of token 0. */
function tokensOf(count: number): number[] {
  return Array.from({ length: Math.max(1, count) }, () => 0);
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
