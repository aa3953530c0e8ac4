/**
 * Texts that show whether a tokenizer can be lived with: a pattern of its own may take ages for a line of text, and
 * nothing stops an encoding from inside. Knows which tokenizers have such patterns; runs wherever it can be ended.
 */
import type { AskedPrompt } from './prompts.ts';

/** What a trial needs. */
export interface Trial {
  readonly tokenizerJson: object;
  readonly tokenizerConfig: object;
  /** Rows of the model. */
  readonly vocab: number;
  readonly texts: readonly string[];
}

/** Those of Llama 3 and Qwen, which go over a text once. */
const KNOWN: readonly string[] = ['\\p{N}{1,3}', '\\p{N}'].map(
  (digits) =>
    `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
);
/** Steps that each may make a text longer. */
const MANY_STEPS = 4;

/** Lines on which patterns that try every way to part a text do not come back. */
const HARD_TEXTS: readonly string[] = [
  'a',
  'A',
  '0',
  ' ',
  '\n',
  '.',
  '-',
  '_',
  'é',
  '日',
  'ab',
  'a ',
  '0.',
  ' \n',
].flatMap((part) => [part.repeat(48), `${part.repeat(48)}!`, `${part.repeat(48)}\u0000`]);

/**
 * Whether a tokenizer must be tried before it is used.
 * @param tokenizerJson parsed tokenizer.json.
 */
export function needsTrial(tokenizerJson: object): boolean {
  const { normalizer, pre_tokenizer, decoder } = tokenizerJson as Readonly<Record<string, unknown>>;
  let steps = 0;
  let unknown = false;
  JSON.stringify([normalizer, pre_tokenizer, decoder], (key, value: unknown) => {
    if (key === 'type' && (value === 'Replace' || value === 'Prepend')) steps++;
    if (key === 'Regex' && !KNOWN.includes(String(value))) unknown = true;
    return value;
  });
  return unknown || steps > MANY_STEPS;
}

/** What to try a model's tokenizer with: what it will be asked, and what is hard. */
export function trialTexts(
  asked: readonly AskedPrompt[],
  own: { readonly train: readonly string[]; readonly heldOut: readonly string[] } | null,
): readonly string[] {
  const said = asked.map((prompt) =>
    typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n'),
  );
  return [...said, ...(own ? [...own.train, ...own.heldOut] : []), ...HARD_TEXTS];
}
