/**
 * A reward model out of its files, on its way into a run: it must be of the run's shape and read the run's tokens, because its
 * scores are of token ids. Knows folders and models; knows no fit.
 */
import { CheckpointError, shown } from '../../files/errors.ts';
import { Sha256 } from '../../files/bytes/sha256.ts';
import type { ModelConfig } from '../../files/config/modelConfig.ts';
import { addedTokens, modelTokens } from '../../files/config/vocabulary.ts';
import { BAG_FILE, inspectReward, type RewardFolder } from '../../files/folder/rewardFolder.ts';
import type { SourceOpener } from '../../files/folder/modelFiles.ts';
import { streamWeights, type WeightChunk } from '../../files/folder/weightFiles.ts';
import type { ParameterLayout } from '../../model/layout.ts';
import { LoadCheck } from '../../model/loadCheck.ts';
import { ownTokenizer } from '../../model/tokenizing/ownRules.ts';
import type { Tokenizer } from '../../model/tokenizing/tokenizer.ts';
import type { MethodDeclaration } from '../declaration.ts';
import { parseBag } from './bag/bagFile.ts';
import type { BroughtReward } from './rewardModels.ts';

/** The run that a reward model is brought to. */
export interface RewardHost {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** Parsed tokenizer.json. */
  readonly tokenizerJson: object;
  /** Texts that both must read alike. */
  readonly texts: readonly string[];
  /** What the open model is called. */
  readonly label: string;
}

export interface BringOptions {
  readonly signal?: AbortSignal;
  /** Bytes of weights read, of all: they are read twice. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Opens and checks a reward model; every number of it is read once before any is written.
 * @param name what to call it
 * @throws CheckpointError where it is none, is broken, or belongs to another model; the signal's reason when aborted
 */
export async function bringReward(
  open: SourceOpener,
  name: string,
  host: RewardHost,
  { signal, onProgress }: BringOptions = {},
): Promise<BroughtReward> {
  const folder = await inspectReward(open, signal);
  const wrong = otherShape(folder.config, host.config) ?? otherTokens(folder, host);
  if (wrong !== null) throw misfit(name, wrong, folder, host);
  const bag = folder.bag === null ? null : parseBag(folder.bag, BAG_FILE);
  const total = 2 * folder.weights.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  const stream = async (take: (chunk: WeightChunk) => void): Promise<void> => {
    const done = new Map<string, number>();
    const chunks = streamWeights(open, folder.weights, folder.config, {
      signal,
      onProgress: (progress) => {
        done.set(progress.file, progress.done);
        onProgress?.(before + [...done.values()].reduce((sum, bytes) => sum + bytes, 0), total);
      },
    });
    for await (const chunk of chunks) take(chunk);
    before = total / 2;
  };
  const hash = new Sha256();
  let last = '';
  await stream(({ name: parameter, values }) => {
    if (parameter !== last) hash.update(new TextEncoder().encode(`${parameter} `));
    last = parameter;
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  });
  if (bag) hash.update(new TextEncoder().encode(JSON.stringify(bag)));
  return {
    name,
    sha256: hash.hex(),
    normalisation: folder.normalisation,
    bag,
    async load(into) {
      const check = new LoadCheck(withoutHead(into.layout));
      await stream(({ name: parameter, start, values }) => {
        check.count(parameter, start, values.length);
        into.write(parameter, start, values);
      });
      check.finish();
    },
  };
}

/** A score reads no language head, and its files have none. */
function withoutHead({ entries }: ParameterLayout): Pick<ParameterLayout, 'entries'> {
  return { entries: entries.filter(({ name }) => name !== 'lm_head.weight') };
}

/** What of the shape differs, in words, or null. Which tokens end a text, and the head, are of no concern to a score. */
function otherShape(its: ModelConfig, open: ModelConfig): string | null {
  const skipped = new Set(['eos', 'ends', 'pad', 'tied']);
  const [mine, theirs] = [its, open].map((config) => new Map<string, unknown>(Object.entries(config)));
  for (const field of new Set([...mine.keys(), ...theirs.keys()])) {
    if (skipped.has(field)) continue;
    const [one, other] = [mine.get(field), theirs.get(field)].map((value) => JSON.stringify(value ?? null));
    if (one !== other) return `its ${field} is ${one}, and the model's is ${other}`;
  }
  return null;
}

function otherTokens(
  { tokenizerJson, tokenizerConfig, config }: RewardFolder,
  host: RewardHost,
): string | null {
  const [its, theirs] = [tokenizerJson, host.tokenizerJson].map(tokensById);
  for (const [id, content] of theirs) {
    if (id < config.vocab && its.get(id) !== content) return `its token ${id} is not ${shown(content)}`;
  }
  const tokenizer = ownTokenizer(tokenizerJson, tokenizerConfig, config.vocab);
  for (const text of host.texts) {
    if (tokenizer.encode(text).join() !== host.tokenizer.encode(text).join()) {
      return `its tokenizer reads ${shown(text.slice(0, 60))} as other tokens`;
    }
  }
  return null;
}

function tokensById(tokenizerJson: object): Map<number, string> {
  const added = addedTokens(tokenizerJson).map(({ id, content }) => [id, content] as const);
  return new Map([
    ...[...modelTokens(tokenizerJson)].map(([content, id]) => [id, content] as const),
    ...added,
  ]);
}

function misfit(name: string, wrong: string, { base }: RewardFolder, host: RewardHost): CheckpointError {
  const wanted = base === null ? 'the model that it was trained for' : shown(base);
  return new CheckpointError({
    kind: 'model',
    happened: `The reward model ${shown(name)} does not fit ${shown(host.label)}, which is open: ${wrong}.`,
    kept: 'Nothing was loaded from it; the run goes on as it was.',
    todo: `Open ${wanted}, and drop the reward model there.`,
  });
}

/** @throws CheckpointError where a run's method has no use for a reward model */
export function requireRewardModel({ name, needs }: MethodDeclaration, brought: string): void {
  if (needs.reward) return;
  throw new CheckpointError({
    kind: 'model',
    happened: `${name} learns without a reward model and has no use for ${brought}.`,
    kept: 'Nothing was loaded from it; the run goes on as it was.',
    todo: 'Open the model with a method that scores answers, then give it again.',
  });
}
