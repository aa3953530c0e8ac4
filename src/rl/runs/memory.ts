/**
 * What a run will take of a device's memory, before any of it is taken: the run's own code goes through one
 * iteration on a device that only counts (gpu/dryDevice.ts), on the longest of its prompts that can come together, with
 * the longest answers that the settings allow. Knows the run; knows no page and no real device.
 */
import { dryDeviceLike, openDryGpu, type DryDeviceOptions, type MemoryLedger } from '../../gpu/dryDevice.ts';
import type { ModelConfig } from '../../model/config.ts';
import { loadFamily } from '../../model/family.ts';
import type { Tokenizer } from '../../model/tokenizing/tokenizer.ts';
import { algorithmOf, loadAlgorithm } from '../algorithms/index.ts';
import { rewardedAs } from '../declaration.ts';
import type { Again, Algorithm, Batch, Passes, Updated } from '../training/algorithm.ts';
import { listwiseBatch, type ListwiseExample } from '../rewards/listwiseBatch.ts';
import { contextLength, Models, SAMPLING_STREAMS } from '../training/models.ts';
import { noneFits, promptRoom } from '../training/promptRoom.ts';
import { referenceCount } from '../training/referenceSamples.ts';
import { cutParts } from '../training/step.ts';
import { rewardStepOptions } from '../rewards/rewardFit.ts';
import { rewardOptions, RewardModels } from '../rewards/rewardModels.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { RankedTokens } from './standing.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import type { Sequence } from '../../model/sequences.ts';
import type { RankingEvent } from '../../preferences/event.ts';
import { madeUpRanking } from './madeUp.ts';
import type { Numbers, Objective } from '../training/policyStep.ts';
import type { Rollout } from '../training/rollout.ts';
import { Turns } from '../training/turns.ts';
import { RunKit } from './kit.ts';

export { dryDeviceLike };

/**
 * Owners that buffers are declared to have, in the order shown; what a method makes for itself is counted under its name.
 * `exchange` is what scalars go to the steps in, and results come back in.
 */
export const MEMORY_PARTS = [
  'weights',
  'gradients',
  'moments',
  'rollback',
  'activations',
  'kvCache',
  'method',
  'exchange',
] as const;

export type MemoryPart = (typeof MEMORY_PARTS)[number];

export interface MemoryUse {
  /** Bytes by part; they add up to `total`. `method` is what the method made for itself. */
  readonly parts: Readonly<Record<MemoryPart, number>>;
  /** The method's name. */
  readonly method: string;
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
  /** Whether all reward models begin as one that was brought in, of which the run keeps a copy; no when left out. */
  readonly taken?: boolean;
  readonly device: DryDeviceOptions;
  /** The method; the one that the settings name when left out. */
  readonly algorithm?: Algorithm;
}

/**
 * Goes through one iteration without a device: answers for a person, a fit of the reward model, a rollout, its
 * whatever stages the method has.
 * @throws RangeError for what the device could not hold whatever memory it has, as the run itself would; Error for a
 * buffer that whoever makes it does not declare to be anybody's
 */
export async function measureMemory({
  config,
  settings,
  promptTokens,
  standing,
  taken,
  device,
  algorithm,
}: MemoryRequest): Promise<MemoryUse> {
  const [method] = await Promise.all([
    algorithm ?? loadAlgorithm(settings.algorithm).then((of) => rewardedAs(of, settings)),
    loadFamily(config.family),
  ]);
  const { gpu, ledger } = openDryGpu(device);
  const models = new Models(gpu, { config, tokenizer: NO_TOKENIZER }, settings);
  await oneIteration(models, promptTokens, settings, standing, method, taken);
  return use(ledger, method.name);
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
  algorithm: Algorithm = rewardedAs(algorithmOf(settings.algorithm), settings),
  taken = false,
): Promise<void> {
  const room = promptRoom(models.config, settings);
  const fitting = promptTokens.filter((tokens) => tokens <= room).toSorted((a, b) => b - a);
  if (fitting.length === 0) throw new RangeError(noneFits(Math.min(...promptTokens), room));
  const rewards = new RewardModels(models.reference, rewardOptions(models.adapters, settings, algorithm));
  if (taken) rewards.taken = { name: '', sha256: '', mean: 0, std: 1 };
  const kit = new MadeUpKit(models, rewards, new Turns());
  // A run meets shorter ones too, and keeps what it recorded for them: what shares no memory with the longest counts.
  const most = contextLength(models.config, settings.contextLength);
  const read = standing.filter(({ prompt, answers }) => prompt + Math.max(0, ...answers) <= most);
  for (const [prompts, tokens, ranked] of [
    [fitting.toReversed(), Math.ceil(settings.maxNewTokens / 2), []],
    [fitting, settings.maxNewTokens, read],
  ] as const) {
    await betweenIterations(models, rewards, prompts, tokens, settings, ranked);
    kit.promptTokens = prompts;
    kit.responseTokens = tokens;
    kit.standing = ranked;
    const kept = algorithm.start(settings, null);
    await kit.begin(algorithm, { iteration: 1, settings, episodes: 0, kept, prompts: [], events: [] });
    const { signal } = new AbortController();
    while (kit.stages.next !== null) await kit.stages.run(signal);
  }
}

/** So many of these prompts, each as often as a run that asks all in turn has it at once. */
function first(promptTokens: readonly number[], count: number): number[][] {
  return Array.from({ length: count }, (_, i) => tokensOf(promptTokens[i % promptTokens.length]));
}

/** What a run does whatever its method is: answers, judgements, a fit where it has reward models, samples of the reference. */
async function betweenIterations(
  models: Models,
  rewards: RewardModels,
  promptTokens: readonly number[],
  responseTokens: number,
  settings: Settings,
  standing: readonly RankedTokens[] = [],
): Promise<void> {
  const response = tokensOf(responseTokens);
  const { answers, rewardBatch } = settings;

  await models.answers('current', first(promptTokens, 1)[0], answers, settings, SAMPLING_STREAMS.answers);
  if (settings.rater !== 'person') {
    const judged = first(promptTokens, Math.max(1, Math.floor(ROWS_AT_ONCE / answers)));
    const rows = judged.flatMap((prompt) => Array.from({ length: answers }, () => prompt));
    await models.rollout('current', rows, 1, settings, SAMPLING_STREAMS.simulation);
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
    const batch = listwiseBatch(few, rewardBatch, width);
    for (const member of rewards.members) await member.step(batch, rewardStepOptions(settings));
  }
  const score = async (of: readonly (readonly number[])[]) => {
    if (rewards.members.length === 0) return;
    await rewards.score(of.map((tokens) => ({ prompt: tokens.slice(0, 1), response: tokens.slice(1) })));
  };
  // Of one ranking's answers, and of the held-out ones'.
  await score(ranked[0].sequences);
  if (standing.length > 0) {
    const longest = ranked.flatMap(({ sequences }) => sequences).toSorted((a, b) => b.length - a.length);
    await score(longest.slice(0, ROWS_AT_ONCE));
  }
  // Of the reference's samples, as many as go at once.
  const reference = first(promptTokens, Math.min(ROWS_AT_ONCE, referenceCount(settings)));
  await models.rollout('base', reference, 1, settings, SAMPLING_STREAMS.reference);
  await score(reference.map((prompt) => [...prompt, ...response]));
}

/** A run's kit but for its answers, which are made up: as long as they can be. */
class MadeUpKit extends RunKit {
  promptTokens: readonly number[] = [];
  responseTokens = 0;
  /** Rankings beside made-up ones. */
  standing: readonly RankedTokens[] = [];
  readonly #prompts = new Map<RankingEvent, readonly number[]>();

  /** Those that stand, longest first, and as many of the longest prompts and answers as an iteration may take. */
  override rankings() {
    const { answers, rolloutBatch } = this.settings;
    const asked = first(this.promptTokens, rolloutBatch).map(({ length }) => ({
      prompt: length,
      answers: Array.from({ length: answers }, () => this.responseTokens),
    }));
    this.#prompts.clear();
    const byLength = [...this.standing, ...asked].toSorted((a, b) => tokensIn(b) - tokensIn(a));
    const train = byLength.map((ranked) => {
      const event = madeUpRanking('', ranked.answers.map(tokensOf));
      this.#prompts.set(event, tokensOf(ranked.prompt));
      return event;
    });
    return { train, heldOut: [] };
  }

  protected override promptOf(ranking: RankingEvent): readonly number[] {
    return this.#prompts.get(ranking) ?? [0];
  }

  override async sample(group = 1, again?: Again): Promise<Rollout> {
    const { settings, models } = this;
    const count = again?.prompts ?? Math.ceil(settings.rolloutBatch / group);
    const prompts = first(this.promptTokens, count);
    const hooks = { by: settings.samplerWeights };
    await models.rollout('current', prompts, group, settings, SAMPLING_STREAMS.rollout, hooks);
    const sequences = prompts.flatMap((prompt) =>
      Array.from({ length: group }, () => this.#answered(prompt)),
    );
    return {
      prompts: prompts.map(() => ''),
      group,
      sequences,
      texts: sequences.map(() => ''),
      finished: sequences.map(() => false),
      ...(settings.samplerWeights !== 'same' && {
        sampled: sequences.map(({ response }) => response.map(() => 0)),
      }),
    };
  }

  /** One minibatch; equally long, so that its parts are alike whichever rows they draw. */
  override update<Metric extends string>(
    batch: Batch,
    objective: Objective<Metric>,
    columns: Readonly<Record<string, Tensor>>,
    scalars: Numbers,
    { minibatches }: Passes,
  ): Promise<Updated<Metric>> {
    const { microBatch } = this.settings;
    const { together = 1 } = batch;
    const size = Math.ceil(batch.sequences.length / together / minibatches) * together;
    const [part] = cutParts(Array.from({ length: size }), microBatch, together);
    // What was sampled is in the order of its prompts; of what a method chose itself, the longest may come together.
    const own = 'group' in batch ? batch.sequences : batch.sequences.toSorted((a, b) => sum(b) - sum(a));
    const few = own.slice(0, part.length);
    const average = (of: 'prompt' | 'response') =>
      tokensOf(Math.ceil(few.reduce((total, sequence) => total + sequence[of].length, 0) / few.length));
    const sequence = { prompt: average('prompt'), response: average('response') };
    const sequences = Array.from({ length: size }, () => sequence);
    const passes = { epochs: 1, minibatches: 1 };
    return super.update({ sequences, together }, objective, columns, scalars, passes);
  }

  #answered(prompt: number[]): Sequence {
    return { prompt, response: tokensOf(this.responseTokens) };
  }
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

function sum({ prompt, response }: Sequence): number {
  return prompt.length + response.length;
}

function tokensIn({ prompt, answers }: RankedTokens): number {
  return answers.length * prompt + answers.reduce((sum, tokens) => sum + tokens, 0);
}

function sizeOf({ sequences }: ListwiseExample): number {
  return sequences.reduce((sum, { length }) => sum + length, 0);
}

/** No text passes: prompts and answers are made of token 0. */
function tokensOf(count: number): number[] {
  return Array.from({ length: Math.max(1, count) }, () => 0);
}

const NO_TOKENIZER = { decode: () => '', encode: () => [] } as unknown as Tokenizer;

function use(ledger: MemoryLedger, method: string): MemoryUse {
  const parts = Object.fromEntries(MEMORY_PARTS.map((part) => [part, 0])) as Record<MemoryPart, number>;
  const [unowned] = ledger.unowned;
  if (unowned !== undefined) throw new Error(`Nobody owns the buffer ${unowned}: say who where it is made.`);
  for (const [owner, bytes] of ledger.byOwner) {
    const part = owner === method ? 'method' : MEMORY_PARTS.find((known) => known === owner);
    if (part === undefined) throw new Error(`No part of the estimate is called ${owner}.`);
    parts[part] += bytes;
  }
  return { parts, method, total: ledger.bytes, largestBuffer: ledger.largest.bytes };
}
