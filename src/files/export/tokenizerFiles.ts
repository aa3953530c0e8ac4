/**
 * Which files of a model's folder are its tokenizer's, as an export writes them out again. Knows their names; knows no
 * tokenizer.
 */
import { templateName } from '../folder/modelFiles.ts';

/** What a tokenizer of Hugging Face's consists of. */
const TOKENIZER_FILES: readonly string[] = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'chat_template.json',
  'vocab.json',
  'merges.txt',
];

/**
 * The tokenizer's files as they came, and a tokenizer_config.json of what was loaded where there was none.
 * @param files the folder's small files.
 * @param tokenizerConfig what they were read as.
 */
export function tokenizerFiles(
  files: ReadonlyMap<string, Uint8Array>,
  tokenizerConfig: object,
): Map<string, Uint8Array> {
  const made = new Map(
    [...files].filter(([name]) => TOKENIZER_FILES.includes(name) || templateName(name) !== null),
  );
  if (!made.has('tokenizer_config.json')) {
    const config = { tokenizer_class: 'PreTrainedTokenizerFast', ...tokenizerConfig };
    made.set('tokenizer_config.json', new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`));
  }
  return made;
}
