/**
 * A tokenizer's files as every engine needs them: with a chat template, a padding token that ends no text, padding on
 * the left. Knows Hugging Face's tokenizer files; knows no model.
 */
import { unusableModel } from '../files/errors.ts';
import { parseJson } from '../files/folder/folderFiles.ts';
import { templateName } from '../files/folder/modelFiles.ts';
import type { TransformerConfig } from '../files/config/configFields.ts';
import { specialTokens } from '../files/config/specialTokens.ts';

/** Messages written one after the other, as they are: the page's prompts in a chat's clothes. */
export const PLAIN_CHAT_TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}";

export interface PreparedTokenizer {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Padding id that differs from the end token; null when the vocabulary has none to spare. */
  readonly pad: number | null;
  /** Whether the model brought a chat template of its own. */
  readonly ownTemplate: boolean;
}

/**
 * @param model its end token and its rows.
 * @throws CheckpointError when a file is missing or broken.
 */
export function prepareTokenizer(
  files: ReadonlyMap<string, Uint8Array>,
  model: Pick<TransformerConfig, 'eos' | 'vocab'>,
): PreparedTokenizer {
  const json = (name: string) => {
    const bytes = files.get(name);
    if (!bytes) throw unusableModel(`The tokenizer has no ${name}.`);
    return parseJson(name, bytes) as Record<string, unknown>;
  };
  const config = json('tokenizer_config.json');
  const { separatePad } = specialTokens(json('tokenizer.json'), config, model);
  const ownTemplate =
    [...files.keys()].some((name) => name === 'chat_template.jinja' || templateName(name) !== null) ||
    (Boolean(config.chat_template) && config.chat_template !== PLAIN_CHAT_TEMPLATE);
  const pad = separatePad ? { pad_token: separatePad.content } : {};
  const prepared = new Map(files);
  prepared.set(
    'tokenizer_config.json',
    encoded({
      ...config,
      ...(ownTemplate ? {} : { chat_template: PLAIN_CHAT_TEMPLATE }),
      ...pad,
      padding_side: 'left',
    }),
  );
  const map = files.has('special_tokens_map.json') ? json('special_tokens_map.json') : null;
  if (map) prepared.set('special_tokens_map.json', encoded({ ...map, ...pad }));
  return { files: prepared, pad: separatePad?.id ?? null, ownTemplate };
}

function encoded(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
