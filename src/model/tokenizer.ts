/**
 * Text to token ids and back, for BPE tokenizers in Hugging Face layout: byte-level ones (GPT-2, Qwen, SmolLM2) and
 * SentencePiece's (Llama 2, TinyLlama). The library does the encoding; the bytes of single tokens are kept here,
 * because a character may be split over several.
 * Knows no model and no GPU.
 */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { CheckpointError } from '../checkpoint/errors.ts';

/** Text of tokens that arrive one by one. */
export interface TokenStream {
  /** The text that `id` completes: empty for special tokens and in the middle of a character. */
  push(id: number): string;
  /** What is left when no more tokens come: a character cut short reads as U+FFFD, as in `decode`. */
  end(): string;
}

export class Tokenizer {
  /** End of text. */
  readonly eosId: number;
  /** Padding; the end token when the tokenizer has no padding token of its own. */
  readonly padId: number;
  /** The start token that tokenizer_config.json names, whether texts are given it or not; null where it names none. */
  readonly bosId: number | null;
  /** One more than the highest id. */
  readonly vocabSize: number;
  /** What texts begin with, as transformers puts it before them: the start token, or nothing. */
  readonly startIds: readonly number[];
  readonly #tokenizer: HuggingFaceTokenizer;
  /** Bytes per id; null for special tokens, undefined for ids that do not exist. */
  readonly #bytes: readonly (Uint8Array | null | undefined)[];
  /** Whether whole texts begin with a space that was never theirs. */
  readonly #dropsFirstSpace: boolean;

  /**
   * @param tokenizerJson parsed tokenizer.json.
   * @param tokenizerConfig parsed tokenizer_config.json; names the end and padding tokens.
   * @param modelVocab ids the model can write. Models have more than their tokenizer where the number was rounded
   *   up; the ids between read as no text.
   * @throws CheckpointError when the files are malformed, neither byte-level nor SentencePiece BPE, or name no end
   *   token.
   */
  constructor(
    tokenizerJson: object,
    tokenizerConfig: object,
    private readonly modelVocab = 0,
  ) {
    try {
      this.#tokenizer = new HuggingFaceTokenizer(tokenizerJson, tokenizerConfig);
    } catch (cause) {
      throw unusable('The tokenizer files cannot be read.', cause);
    }
    const config = tokenizerConfig as Readonly<Record<string, unknown>>;
    const eosId = this.#idOf(config.eos_token);
    if (eosId === undefined) throw unusable('The tokenizer names no end-of-text token that it contains.');
    this.eosId = eosId;
    this.padId = this.#idOf(config.pad_token) ?? eosId;
    this.bosId = this.#idOf(config.bos_token) ?? null;
    this.startIds = this.#startOf(tokenizerJson, config);

    const decoders = decodersOf(tokenizerJson);
    const pieces = decoders.some(({ type, pattern }) => type === 'Replace' && pattern?.String === WORD_START);
    this.#dropsFirstSpace = decoders.some(({ type, start }) => type === 'Strip' && start === 1);
    const bytesOf = pieces ? bytesOfPiece : bytesOfToken;
    const bytes: (Uint8Array | null | undefined)[] = [];
    const added = this.#tokenizer.get_added_tokens_decoder();
    // Where ids are left out, the library has an entry without a token.
    const vocab: ReadonlyMap<string | undefined, number> = this.#tokenizer.get_vocab(true);
    for (const [token, id] of vocab) {
      if (token === undefined) continue;
      const addedToken = added.get(id);
      bytes[id] = addedToken
        ? addedToken.special
          ? null
          : new TextEncoder().encode(addedToken.content)
        : bytesOf(token);
    }
    this.#bytes = bytes;
    this.vocabSize = bytes.length;
  }

  /** Ids of `text`, with no token added at either end. */
  encode(text: string): number[] {
    return text === '' ? [] : this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /**
   * Text of `ids`, taken as a whole text: special tokens are left out, and so is the space that SentencePiece puts
   * before the first word (a stream keeps it, because there it may follow other text).
   * @throws RangeError for an id that does not exist.
   */
  decode(ids: readonly number[]): string {
    const stream = this.stream();
    const text = ids.map((id) => stream.push(id)).join('') + stream.end();
    return this.#dropsFirstSpace && text.startsWith(' ') ? text.slice(1) : text;
  }

  /** Text of one token for display: special tokens by name, parts of a character as ⟨E2 82⟩. */
  tokenText(id: number): string {
    const bytes = this.#bytesOf(id);
    if (bytes === null)
      return this.#bytes[id] === undefined ? `⟨${id}⟩` : (this.#tokenizer.id_to_token(id) ?? '');
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return `⟨${[...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}⟩`;
    }
  }

  /** Starts decoding tokens as they are generated. */
  stream(): TokenStream {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return {
      push: (id) => {
        const bytes = this.#bytesOf(id);
        return bytes === null ? '' : decoder.decode(bytes, { stream: true });
      },
      end: () => decoder.decode(),
    };
  }

  #bytesOf(id: number): Uint8Array | null {
    const bytes = this.#bytes[id];
    if (bytes === undefined && Number.isInteger(id) && id >= 0 && id < this.modelVocab) return null;
    if (bytes === undefined) throw new RangeError(`Token id ${id} does not exist.`);
    return bytes;
  }

  /**
   * transformers lets tokenizer.json's post-processor decide; where that is missing, older versions of it put the
   * start token when add_bos_token says so. Tokens that it would put at the end are left out: an answer follows.
   */
  #startOf(
    tokenizerJson: object,
    { add_bos_token: adds, bos_token: named }: Readonly<Record<string, unknown>>,
  ): readonly number[] {
    const { post_processor: processor } = tokenizerJson as { readonly post_processor?: unknown };
    const bos = this.#idOf(named);
    if (!processor) return adds === true && bos !== undefined ? [bos] : [];
    const plain = this.encode('a');
    const { ids } = this.#tokenizer.encode('a');
    const start = ids.findIndex((_, at) => plain.every((id, i) => ids[at + i] === id));
    return ids.slice(0, Math.max(0, start));
  }

  /** Id of a token that a config names as a string or as `{ content }`. */
  #idOf(token: unknown): number | undefined {
    const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
    return typeof content === 'string' ? this.#tokenizer.token_to_id(content) : undefined;
  }
}

/**
 * Byte-level BPE writes each byte as a printable character: itself where it is one in Latin-1, otherwise
 * the next one from U+0100 on (GPT-2's bytes_to_unicode).
 */
const BYTE_OF_CHARACTER: ReadonlyMap<string, number> = (() => {
  const bytes = new Map<string, number>();
  let shifted = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    bytes.set(String.fromCodePoint(printable ? byte : shifted++), byte);
  }
  return bytes;
})();

/** What SentencePiece writes for the space before a word. */
const WORD_START = '▁';

/** SentencePiece writes text as it is, its spaces as ▁, and bytes of characters it does not know as <0xE2>. */
function bytesOfPiece(piece: string): Uint8Array {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(piece);
  return byte
    ? Uint8Array.of(parseInt(byte[1], 16))
    : new TextEncoder().encode(piece.replaceAll(WORD_START, ' '));
}

interface Decoder {
  readonly type?: string;
  readonly pattern?: { readonly String?: string };
  readonly start?: number;
}

/** The decoding steps that tokenizer.json lists. */
function decodersOf(tokenizerJson: object): readonly Decoder[] {
  const { decoder } = tokenizerJson as { decoder?: (Decoder & { decoders?: readonly Decoder[] }) | null };
  return decoder?.decoders ?? (decoder ? [decoder] : []);
}

function bytesOfToken(token: string): Uint8Array {
  return Uint8Array.from(token, (character) => {
    const byte = BYTE_OF_CHARACTER.get(character);
    if (byte === undefined)
      throw unusable(`The tokenizer is not byte-level BPE: it has the token "${token}".`);
    return byte;
  });
}

function unusable(happened: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened,
    kept: 'Nothing was loaded from it.',
    todo: 'Use a byte-level or SentencePiece BPE tokenizer (tokenizer.json and tokenizer_config.json).',
    cause,
  });
}
