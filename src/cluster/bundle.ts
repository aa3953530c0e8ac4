/**
 * "Continue on a cluster": one folder or zip with the models, the data, the settings and launch scripts for TRL,
 * OpenRLHF and verl. Knows the layout of the bundle; knows no GPU, no page and not where the weights come from.
 */
import type { UsedTemplate } from '../model/prompts/prompts.ts';
import {
  exportLanguageModel,
  exportRewardModel,
  type ExportOptions,
  type ModelToExport,
} from '../files/export/exportFolder.ts';
import { namingEndToken } from '../files/config/endToken.ts';
import { parseJson } from '../files/folder/folderFiles.ts';
import { writeFolder, type FolderOptions } from '../files/export/folderWrite.ts';
import type { ModelConfig } from '../files/config/modelConfig.ts';
import { endTokens } from '../model/config.ts';
import { ParameterLayout } from '../model/layout.ts';
import { inFolder, jsonFile, textFile, toStream, type OutputFile } from '../files/bytes/outputFile.ts';
import { foldNormalisation, type Normalisation } from '../files/export/rewardHead.ts';
import { zipFiles } from '../files/export/zip.ts';
import { textAfter } from '../model/tokenizing/exactText.ts';
import type { Tokenizer } from '../model/tokenizing/tokenizer.ts';
import { ownTokenizer } from '../model/tokenizing/ownRules.ts';
import { spacedAfter } from '../rl/training/foreignAnswers.ts';
import type { Answer, PreferenceEvent } from '../preferences/event.ts';
import { activeRankings } from '../preferences/log.ts';
import { methodOf, type Settings } from '../rl/algorithms/settings.ts';
import type { RunFacts } from './convert.ts';
import { dataFiles, type DataInput, type PromptText } from './dataFiles.ts';
import { openrlhfFiles } from './openrlhf.ts';
import { bundleReadme, rewardFolder } from './readme.ts';
import { runJson, type RunRecord } from './runJson.ts';
import { prepareTokenizer } from './tokenizerFiles.ts';
import { trlFiles } from './trl.ts';
import { verlFiles } from './verl.ts';

/** Weights by the engine's names, with adapters merged where there are any. */
type Tensors = ModelToExport['tensors'];

interface RewardToExport {
  readonly tensors: Tensors;
  readonly normalisation: Normalisation;
}

export interface ClusterInput extends DataInput, Omit<RunRecord, 'method' | 'fitted' | 'rewardModels'> {
  readonly config: ModelConfig;
  /** The base model's tokenizer files by name; tokenizer.json and tokenizer_config.json must be there. */
  readonly tokenizer: ReadonlyMap<string, Uint8Array>;
  /** The base model's id, for cards; what it is called when left out. */
  readonly base?: string;
  /** Parsed generation_config.json of the base model, where it brought one. */
  readonly generationConfig?: object;
  readonly policy: Tensors;
  readonly reference: Tensors;
  /** Trunk and `score.weight` [1, dim], with score = (raw − mean) / std; null while no rankings were learned. */
  readonly reward: RewardToExport | null;
  /** The other members, where the run's reward models are an ensemble. */
  readonly otherRewards?: readonly RewardToExport[];
  readonly settings: Settings;
  /** The run's method; that of the settings when left out. */
  readonly method?: RunRecord['method'];
  /** Mean tokens of a response, end token included; taken from the ranked answers when left out. */
  readonly responseTokens?: number;
  /** PPO iterations to run there; 100 when left out. */
  readonly iterations?: number;
  /** A prompt as the model reads it; ends it by a newline, as the page does, when left out. */
  readonly promptText?: PromptText;
  /** Whether a chat template wrote the prompts, start token and all. */
  readonly templated?: boolean;
  /** Which; see RunRecord. */
  readonly template?: UsedTemplate | null;
  /** Share of what training changed that rounding loses in the policy, for its card. */
  readonly lost?: number;
  /** How the weights are stored. */
  readonly weights?: Pick<ExportOptions, 'type' | 'maxShardBytes' | 'license'>;
}

const ITERATIONS = 100;

/**
 * The files of the bundle, weights to be read when their turn comes.
 * @throws CheckpointError when a tokenizer file is missing or broken; RangeError when a tensor is missing or has a wrong
 *   size, or there are no prompts.
 */
export async function clusterBundleFiles(input: ClusterInput): Promise<OutputFile[]> {
  const { config, settings, weights = {}, promptText = withNewline } = input;
  const prepared = prepareTokenizer(input.tokenizer, config);
  const tokenizer = tokenizerOf(input);
  const start = input.templated ? [] : tokenizer.startIds;
  const data = dataFiles(
    input,
    promptText,
    settings.rolloutBatch,
    (prompt, answer, asked) =>
      answerText(tokenizer, config, prompt, answer) ?? spacedAfter(asked, answer.text),
  );
  const facts = await runFacts(input, data.counts.promptRows, promptText, tokenizer, start);
  const run: RunRecord = {
    ...input,
    method: input.method ?? methodOf(settings),
    fitted: input.reward !== null,
    rewardModels: input.reward ? 1 + (input.otherRewards?.length ?? 0) : 0,
  };
  const options = { ...weights, base: input.base ?? input.model, start };
  const model = (tensors: Tensors): ModelToExport => ({
    config: prepared.pad === null ? config : { ...config, pad: prepared.pad },
    tensors,
    tokenizer: prepared.files,
  });
  const generation = { temperature: settings.temperature, read: input.generationConfig };
  const language = (tensors: Tensors, title: string, lost?: number) =>
    exportLanguageModel(model(tensors), { ...options, generation, title, lost });
  const members = input.reward ? [input.reward, ...(input.otherRewards ?? [])] : [];
  const rewards: OutputFile[] = [];
  for (const [index, { tensors, normalisation }] of members.entries()) {
    const title = members.length > 1 ? `Reward model ${index + 1} of ${members.length}` : undefined;
    const bag = (index === 0 && input.bag) || undefined;
    const files = await exportRewardModel(model(tensors), normalisation, { ...options, title, bag });
    rewards.push(...inFolder(rewardFolder(index), files));
  }
  return [
    textFile('README.md', bundleReadme(run, facts, data.counts, prepared.ownTemplate, input.templated)),
    jsonFile('run.json', runJson(run, facts, data.counts)),
    ...data.files,
    ...trlFiles(facts),
    ...openrlhfFiles(facts),
    ...verlFiles(facts),
    ...inFolder('policy', language(input.policy, 'Policy', input.lost)),
    ...inFolder('reference', language(input.reference, 'Reference model')),
    ...rewards,
  ];
}

/**
 * Writes the bundle into a directory, or as one zip into a stream, which is closed at the end.
 * @param onProgress bytes of file contents written so far.
 * @returns how many files and bytes it has.
 * @throws as {@link clusterBundleFiles}, `writeFolder` and `zipFiles`; the signal's reason when aborted, with what was
 *   written left behind.
 */
export async function writeClusterBundle(
  out: FileSystemDirectoryHandle | WritableStream<Uint8Array<ArrayBuffer>>,
  input: ClusterInput,
  onProgress?: FolderOptions['onProgress'],
  signal?: AbortSignal,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const files = await clusterBundleFiles(input);
  signal?.throwIfAborted();
  if ('getWriter' in out) await toStream(zipFiles(files, { onProgress })).pipeTo(out, { signal });
  else await writeFolder(out, files, { signal, onProgress });
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** What the conversions need, measured where it is not given. */
async function runFacts(
  { config, prompts, preferences, settings, kl, reward, ...input }: ClusterInput,
  promptRows: number,
  promptText: PromptText,
  tokenizer: Tokenizer,
  start: readonly number[],
): Promise<RunFacts> {
  const lengths = [...prompts.train, ...prompts.heldOut].map(
    (prompt) => start.length + tokenizer.encode(promptText(prompt)).length,
  );
  const normalisation = reward?.normalisation ?? { mean: 0, std: 1 };
  const folded = reward ? await foldNormalisation({ config, tensors: reward.tensors }, normalisation) : null;
  return {
    settings,
    klCoefficient: kl.coefficient,
    responseTokens: input.responseTokens ?? meanResponseTokens(preferences, settings.maxNewTokens),
    promptTokens: lengths.reduce((most, length) => Math.max(most, length), 1),
    meanPromptTokens: lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
    parameters: new ParameterLayout(config).parameters,
    ends: endTokens(config),
    positions: config.positions,
    iterations: input.iterations ?? ITERATIONS,
    promptRows,
    start: start.map((id) => ({ id, text: tokenizer.tokenText(id) })),
    reward: normalisation,
    rewardOffset: folded?.offset ?? 0,
    rewardBag: Boolean(reward && input.bag),
  };
}

function tokenizerOf({ config, tokenizer }: ClusterInput): Tokenizer {
  const json = (name: string) => parseJson(name, tokenizer.get(name)!) as object;
  const [tokenizerJson, given] = [json('tokenizer.json'), json('tokenizer_config.json')];
  // The file may name no end token, or one that the model has no row for: config.json does then.
  const names = namingEndToken(tokenizerJson, given, config.eos, config.vocab);
  return ownTokenizer(tokenizerJson, names, config.vocab);
}

/** What an answer adds to a prompt, to the token; null where another model wrote it. */
function answerText(
  tokenizer: Tokenizer,
  config: ModelConfig,
  prompt: string,
  { text, tokens }: Answer,
): string | null {
  const ends = tokens.length > 0 && endTokens(config).includes(tokens[tokens.length - 1]);
  const ids = ends ? tokens.slice(0, -1) : tokens;
  try {
    return tokenizer.continuation(ids).trim() === text.trim() ? textAfter(tokenizer, prompt, ids) : null;
  } catch (error) {
    // An id that does not exist here.
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** Mean tokens of the ranked answers; the most there may be while there are none. */
function meanResponseTokens(events: readonly PreferenceEvent[], maxNewTokens: number): number {
  const lengths = activeRankings(events).flatMap(({ answers }) => answers.map(({ tokens }) => tokens.length));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return total > 0 ? total / lengths.length : maxNewTokens;
}

/** As Models.encodePrompt has it: the embedded models were trained on prompts that end so. */
function withNewline(prompt: string): string {
  return prompt.endsWith('\n') ? prompt : `${prompt}\n`;
}
