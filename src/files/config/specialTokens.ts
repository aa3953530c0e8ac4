/**
 * What tokenizer.json and tokenizer_config.json say of special tokens: the first token of a text, and one to pad
 * with. Knows no model.
 */
import type { TransformerConfig } from './configFields.ts';
import { addedTokens, checkVocabulary, namedToken, tokenId } from './vocabulary.ts';

export interface Token {
  readonly id: number;
  readonly content: string;
}

export interface SpecialTokens {
  /** First token of a text, or null. */
  readonly bos: Token | null;
  /**
   * A token that no text ends with, for padding: the padding token unless it is the end token too, else the unknown
   * token, another special token, the first token, or, as for GPT-2, the token of a byte that is in no text; null when
   * there is none of these.
   */
  readonly separatePad: Token | null;
}

/** How byte-level vocabularies write a space; others do not have it. */
const WORD_START = 'Ġ';
/** How they write the byte 255, which UTF-8 never uses: no text has this token. */
const NO_TEXT_BYTE = 'ÿ';

/**
 * What is named by something else than a text, or lies beyond the model, is not there.
 * @param tokenizerJson parsed tokenizer.json.
 * @param tokenizerConfig parsed tokenizer_config.json.
 * @param model its end token and its rows.
 * @throws CheckpointError when tokenizer.json has no vocabulary.
 */
export function specialTokens(
  tokenizerJson: unknown,
  tokenizerConfig: object,
  { eos, vocab }: Pick<TransformerConfig, 'eos' | 'vocab'>,
): SpecialTokens {
  checkVocabulary(tokenizerJson, vocab);
  const config = tokenizerConfig as Readonly<Record<string, unknown>>;
  const find = (named: unknown): Token | null => {
    const content = namedToken(named);
    const id = content === null ? null : tokenId(tokenizerJson, content);
    return id === null || content === null || id >= vocab ? null : { id, content };
  };
  const bos = find(config.bos_token);
  const others = addedTokens(tokenizerJson).filter(
    ({ special, id }) => special && id !== bos?.id && id < vocab,
  );
  const byte = tokenId(tokenizerJson, WORD_START) === null ? null : find(NO_TEXT_BYTE);
  const candidates = [find(config.pad_token), find(config.unk_token), ...others, bos, byte];
  const pad = candidates.find((token) => token && token.id !== eos);
  return { bos, separatePad: pad ? { id: pad.id, content: pad.content } : null };
}
