/**
 * What tokenizer.json and tokenizer_config.json say of special tokens: the first token of a text, and one to pad
 * with. Knows no model.
 */
import * as v from 'valibot';
import { addedTokens, checkVocabulary, namedToken as tokenName, tokenId } from './vocabulary.ts';

const namedToken = v.union([v.string(), v.looseObject({ content: v.string() })]);
const configSchema = v.looseObject({
  bos_token: v.nullish(namedToken),
  eos_token: v.nullish(namedToken),
  unk_token: v.nullish(namedToken),
  pad_token: v.nullish(namedToken),
});
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
 * @param tokenizerJson parsed tokenizer.json.
 * @param tokenizerConfig parsed tokenizer_config.json.
 * @param eos id of the end token.
 * @throws ValiError or CheckpointError when they are not what they are called.
 */
export function specialTokens(tokenizerJson: unknown, tokenizerConfig: unknown, eos: number): SpecialTokens {
  checkVocabulary(tokenizerJson, Infinity);
  const config = v.parse(configSchema, tokenizerConfig);
  const find = (named: v.InferOutput<typeof namedToken> | null | undefined): Token | null => {
    const content = tokenName(named);
    const id = content === null ? null : tokenId(tokenizerJson, content);
    return id === null || content === null ? null : { id, content };
  };
  const bos = find(config.bos_token);
  const others = addedTokens(tokenizerJson).filter(({ special, id }) => special && id !== bos?.id);
  const byte = tokenId(tokenizerJson, WORD_START) === null ? null : find(NO_TEXT_BYTE);
  const candidates = [find(config.pad_token), find(config.unk_token), ...others, bos, byte];
  const pad = candidates.find((token) => token && token.id !== eos);
  return { bos, separatePad: pad ? { id: pad.id, content: pad.content } : null };
}
