/**
 * A folder that holds a reward model: a trunk with one score on its last token, as transformers' sequence classifiers lie on
 * disk, and as this page exports them. Looks without reading a weight. Knows names of files and fields; knows no run.
 */
import * as v from 'valibot';
import { endTokenOf, withEndToken } from '../config/endToken.ts';
import { parseModelConfig, type ModelConfig } from '../config/modelConfig.ts';
import { CheckpointError, shown, unusableModel } from '../errors.ts';
import { parseJson } from './folderFiles.ts';
import { checkTokenizer, classifierOf, objectOf, readSmall } from './inspect.ts';
import type { SourceOpener } from './modelFiles.ts';
import { NotAloneError } from './notAlone.ts';
import { readWeightHeaders, type WeightFile } from './weightFiles.ts';

export interface RewardFolder {
  readonly config: ModelConfig;
  /** What must be taken from a logit, and what it is divided by; null where config.json does not say. */
  readonly normalisation: { readonly mean: number; readonly std: number } | null;
  /** What lies beside it as {@link BAG_FILE}, parsed; null where nothing does. */
  readonly bag: unknown;
  /** What it was trained from, as its card or config.json names it; null where neither does. */
  readonly base: string | null;
  /** Parsed tokenizer.json and tokenizer_config.json. */
  readonly tokenizerJson: object;
  readonly tokenizerConfig: object;
  /** Trunk and score; a language head that lies there all the same is left out. */
  readonly weights: readonly WeightFile[];
}

/** A second voice that scored beside the trunk, where there was one. */
export const BAG_FILE = 'bag.json';

const SCORE = 'score.weight';
const HEAD = 'lm_head.weight';

const finite = v.pipe(v.number(), v.finite());
/** As OpenRLHF writes and reads them. */
const normalised = v.looseObject({ mean: finite, std: v.pipe(finite, v.minValue(Number.MIN_VALUE)) });
const labelled = v.looseObject({
  num_labels: v.nullish(v.number()),
  id2label: v.nullish(v.record(v.string(), v.unknown())),
});
const named = v.looseObject({ _name_or_path: v.pipe(v.string(), v.nonEmpty()) });

/**
 * @throws CheckpointError for anything but a reward model that can be run here; the signal's reason when aborted
 */
export async function inspectReward(open: SourceOpener, signal?: AbortSignal): Promise<RewardFolder> {
  const json = async (file: string): Promise<unknown> => {
    const bytes = await readSmall(open, file, signal);
    if (!bytes) throw unusableModel(`The reward model's folder has no ${file}.`);
    return parseJson(file, bytes);
  };
  const configJson = await json('config.json');
  const called = classifierOf(configJson);
  if (called === null) throw noReward('config.json names no class for sequence classification.');
  if (called.endsWith('ForTokenClassification')) throw noReward(`It is of the class ${shown(called)}.`);
  const labels = labelsOf(configJson);
  if (labels !== 1) throw noReward(`It tells ${labels} labels apart; a reward model gives one score.`);
  const draft = parseModelConfig(withEndToken(configJson, undefined));
  const tokenizerJson = checkTokenizer(await json('tokenizer.json'), draft);
  const tokenizerConfig = objectOf('tokenizer_config.json', await json('tokenizer_config.json'));
  const own = endTokenOf(tokenizerJson, tokenizerConfig);
  // Scores have no language head, tied or not.
  const config = { ...parseModelConfig(withEndToken(configJson, own)), tied: true };
  const weights = await readWeightHeaders(open, config, signal);
  if (!weights.some(({ names }) => [...names.values()].includes(SCORE))) {
    throw noReward(`Its weights have no "${SCORE}".`);
  }
  const parsed = v.safeParse(normalised, configJson);
  const bag = await readSmall(open, BAG_FILE, signal);
  return {
    config,
    bag: bag && parseJson(BAG_FILE, bag),
    normalisation: parsed.success ? { mean: parsed.output.mean, std: parsed.output.std } : null,
    base: await baseNamed(open, configJson, signal),
    tokenizerJson,
    tokenizerConfig,
    weights: weights.map((file) => ({
      ...file,
      names: new Map([...file.names].filter(([, name]) => name !== HEAD)),
    })),
  };
}

/**
 * The refusal of a reward model where one that writes was asked for.
 * @param called its class; null where only its weights tell
 */
export function isRewardModel(called: string | null): NotAloneError {
  return new NotAloneError({
    kind: 'model',
    happened: `This is a reward model${called === null ? '' : ` (${shown(called)})`}: it scores texts and writes none.`,
    kept: 'Nothing was loaded from it, and nothing was closed.',
    todo: 'Open the model that it was trained for, then drop this folder on the page: it becomes the reward model of that run (headless: --reward FOLDER).',
  });
}

/** As many as transformers would make scores for: two where nothing is said. */
function labelsOf(configJson: unknown): number {
  const parsed = v.safeParse(labelled, configJson);
  if (!parsed.success) return 2;
  const { num_labels: count, id2label } = parsed.output;
  return id2label ? Object.keys(id2label).length : (count ?? 2);
}

/** By its model card, else as it lay on the disk of who trained it. */
async function baseNamed(
  open: SourceOpener,
  configJson: unknown,
  signal?: AbortSignal,
): Promise<string | null> {
  const card = await readSmall(open, 'README.md', signal);
  const [, head = ''] = /^---\n([\s\S]*?)\n---/.exec(card ? new TextDecoder().decode(card) : '') ?? [];
  const [, inCard = ''] = /^base_model:\s*["']?([^"'\n]+)["']?\s*$/m.exec(head) ?? [];
  const parsed = v.safeParse(named, configJson);
  return inCard.trim() || (parsed.success ? parsed.output._name_or_path : null);
}

function noReward(happened: string): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened: `This is no reward model that can be used here. ${happened}`,
    kept: 'Nothing was loaded from it; the run goes on as it was.',
    todo: 'Use one that was exported here, or one for sequence classification with one label.',
  });
}
