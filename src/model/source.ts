/**
 * A small model ready for a device: shape, tokenizer, prompts and weights. Knows the folder's reader; knows no GPU and
 * not where the folder lies.
 */
import type { ReadOptions } from '../files/folder/folderFiles.ts';
import { loadModelFolder, type FileReader } from '../files/folder/modelFolder.ts';
import type { ModelConfig } from './config.ts';
import { promptIds } from './prompts/promptIds.ts';
import type { PreparedPrompts } from './prompts/prompts.ts';
import { Tokenizer } from './tokenizing/tokenizer.ts';

/** A model's prompts and how it reads them. */
export interface ModelTexts extends PreparedPrompts {
  readonly tokenizer: Tokenizer;
  /** What follows a prompt that does not end with it: the embedded models were trained with a newline there. */
  readonly promptSuffix: string;
  /** Parsed tokenizer.json and tokenizer_config.json, for exports. */
  readonly tokenizerJson: object;
  readonly tokenizerConfig: object;
  /** The folder's small files as they are, byte for byte: the tokenizer's at least. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface ModelSource extends ModelTexts {
  readonly config: ModelConfig;
  /** Parameters under Hugging Face names without the `transformer.` prefix. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** What the embedded models were trained on at the end of a prompt. */
const SUFFIX = '\n';

/**
 * Loads and checks a model folder in Hugging Face layout.
 * @throws CheckpointError for anything the engine cannot run; the signal's reason when aborted.
 */
export async function loadModelSource(read: FileReader, options: ReadOptions = {}): Promise<ModelSource> {
  const folder = await loadModelFolder(read, options);
  const { config, tensors, tokenizerJson, tokenizerConfig, files, prompts } = folder;
  const tokenizer = await tokenizerFor(tokenizerJson, tokenizerConfig, config);
  const { train, heldOut } = prompts ?? { train: [], heldOut: [] };
  const tokens = new Map(
    [...train, ...heldOut].map((text) => {
      const written = text.endsWith(SUFFIX) ? text : text + SUFFIX;
      return [text, promptIds(tokenizer, written, false).length];
    }),
  );
  return {
    config,
    tensors,
    tokenizer,
    prompts: { train, heldOut },
    texts: [...train, ...heldOut],
    chats: new Map(),
    tokens,
    template: null,
    promptSuffix: SUFFIX,
    tokenizerJson,
    tokenizerConfig,
    files,
  };
}

/** What reads the embedded models is here; what reads any other kind comes when there is one. */
async function tokenizerFor(json: object, names: object, { vocab }: ModelConfig): Promise<Tokenizer> {
  const { model, decoder } = json as Readonly<Record<string, { readonly type?: unknown } | null | undefined>>;
  if (model?.type === 'BPE' && decoder?.type === 'ByteLevel') return new Tokenizer(json, names, vocab);
  const { ownTokenizer } = await import('./tokenizing/ownRules.ts');
  return ownTokenizer(json, names, vocab);
}
