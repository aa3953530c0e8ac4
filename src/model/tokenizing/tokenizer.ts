/**
 * Text to token ids and back, for tokenizers in Hugging Face layout. The library does the encoding; the texts of single
 * tokens are kept here, because a character may be split over several. Of itself it reads byte-level BPE (GPT-2, Qwen,
 * SmolLM2); tokenizing/ownRules.ts has what reads every other kind.
 * Knows no model and no GPU.
 */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { addedTokens, modelTokens, namedToken } from '../../files/config/vocabulary.ts';
import { CheckpointError } from '../../files/errors.ts';
import { byteParts, bytesOfToken, isByteLevel, type DecodeStep } from './byteLevel.ts';

/** Text of tokens that arrive one by one. */
export interface TokenStream {
  /** The text that `id` completes: empty for special tokens and in the middle of a character. */
  push(id: number): string;
  /** What is left when no more tokens come: a character cut short reads as U+FFFD, as in `decode`. */
  end(): string;
}

/**
 * How a tokenizer.json is followed: who encodes, and the steps that make text of tokens.
 * @throws Error with a message that ends a sentence, for what cannot be followed.
 */
export type TokenizerRules = (tokenizerJson: object) => {
  readonly port: HuggingFaceTokenizer;
  /** @param whole whether the tokens are a whole text, not the rest of one. */
  readonly steps: (whole: boolean) => DecodeStep;
};

interface Token {
  readonly content: string;
  /** Left out of texts. */
  readonly special: boolean;
}

/** Stands for a text where only what comes before it is asked for. */
const MARK = '\u0000';

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
  readonly #rules: ReturnType<TokenizerRules>;
  /** By id; undefined for ids that do not exist. */
  readonly #tokens: readonly (Token | undefined)[];
  readonly #idOf = new Map<string, number>();

  /**
   * @param tokenizerJson parsed tokenizer.json.
   * @param tokenizerConfig parsed tokenizer_config.json; names the end and padding tokens.
   * @param modelVocab ids the model can write. Models have more than their tokenizer where the number was rounded
   *   up: the ids between read as no text. Tokens added beyond them are not used.
   * @throws CheckpointError when the files are malformed, ask for what `rules` cannot follow, or name no end token.
   */
  constructor(
    tokenizerJson: object,
    tokenizerConfig: object,
    private readonly modelVocab = 0,
    rules: TokenizerRules = byteLevelRules,
  ) {
    const config = tokenizerConfig as Readonly<Record<string, unknown>>;
    const used = whole(tokenizerJson, modelVocab);
    const tokens: Token[] = [];
    for (const [content, id] of modelTokens(used)) tokens[id] = { content, special: false };
    for (const { id, content, special } of addedTokens(used)) tokens[id] = { content, special };
    tokens.forEach(({ content }, id) => this.#idOf.set(content, id));
    const eosId = this.#named(config.eos_token);
    try {
      this.#rules = rules(used);
      this.startIds = this.#startOf(used, config);
    } catch (cause) {
      const why = cause instanceof Error && !(cause instanceof TypeError) ? `: ${cause.message}` : '';
      throw unusable(`The tokenizer files cannot be read${why.slice(0, 200)}.`, cause);
    }
    if (eosId === undefined) throw unusable('The tokenizer names no end-of-text token that it contains.');
    this.eosId = eosId;
    this.padId = this.#named(config.pad_token) ?? eosId;
    this.bosId = this.#named(config.bos_token) ?? null;
    for (const id of [eosId, this.padId, ...this.startIds]) tokens[id] = { ...tokens[id], special: true };
    this.#tokens = tokens;
    this.vocabSize = tokens.length;
  }

  /**
   * Ids of `text`, with no token added at either end.
   * @throws CheckpointError for a text that the tokenizer cannot write.
   */
  encode(text: string): number[] {
    return text === '' ? [] : this.#rules.port.encode(text, { add_special_tokens: false }).ids;
  }

  /**
   * Text of `ids`, taken as a whole text: special tokens are left out, and so is the space that SentencePiece puts
   * before the first word (a stream keeps it, because there it follows other text).
   * @throws RangeError for an id that does not exist.
   */
  decode(ids: readonly number[]): string {
    return this.#textOf(ids, this.#stream(true));
  }

  /**
   * Text of `ids` where they follow other text, as {@link stream} gives it.
   * @throws RangeError for an id that does not exist.
   */
  continuation(ids: readonly number[]): string {
    return this.#textOf(ids, this.stream());
  }

  /**
   * The text that reads as `ids`, so that it can be given to an engine: nothing is trimmed, and special tokens stand by
   * name.
   * @param begins whether it is where a text begins; {@link textAfter} knows.
   * @param begin whether a text begins anew behind each special token.
   * @throws RangeError for an id that does not exist.
   */
  exactText(ids: readonly number[], begins: boolean, begin: boolean): string {
    let stream = this.#stream(begins);
    let text = '';
    for (const id of ids) {
      const token = this.#tokenOf(id);
      if (token?.special) {
        text += stream.end() + token.content;
        stream = this.#stream(begin);
      } else {
        text += stream.push(id);
      }
    }
    return text + stream.end();
  }

  /** Text of one token for display: special tokens by name, parts of a character as ⟨E2 82⟩. */
  tokenText(id: number): string {
    const token = this.#tokenOf(id);
    if (token === null) return `⟨${id}⟩`;
    if (token.special) return token.content;
    const text = this.continuation([id]);
    if (!text.includes('\ufffd')) return text;
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token.content);
    const bytes = byte ? [parseInt(byte[1], 16)] : [...bytesOfToken(token.content)];
    return `⟨${bytes.map((value) => value.toString(16).toUpperCase().padStart(2, '0')).join(' ')}⟩`;
  }

  /** Starts decoding tokens as they are generated. */
  stream(): TokenStream {
    return this.#stream(false);
  }

  #stream(begins: boolean): TokenStream {
    const steps = this.#rules.steps(begins);
    return {
      push: (id) => {
        const token = this.#tokenOf(id);
        return token === null || token.special ? '' : steps.take(token.content).join('');
      },
      end: () => steps.end().join(''),
    };
  }

  #textOf(ids: readonly number[], stream: TokenStream): string {
    return ids.map((id) => stream.push(id)).join('') + stream.end();
  }

  /** The token of an id that the model can write; null for one between tokens. */
  #tokenOf(id: number): Token | null {
    const token = this.#tokens[id];
    if (token === undefined && Number.isInteger(id) && id >= 0 && id < this.modelVocab) return null;
    if (token === undefined) throw new RangeError(`Token id ${id} does not exist.`);
    return token;
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
    const bos = this.#named(named);
    if (!processor) return adds === true && bos !== undefined ? [bos] : [];
    const { tokens } = this.#rules.port.post_processor!.post_process([MARK], null, true);
    return tokens.slice(0, Math.max(0, tokens.indexOf(MARK))).map((content: string) => {
      const id = this.#idOf.get(content);
      if (id === undefined)
        throw new Error(`its texts begin with ${JSON.stringify(content)}, which it has not`);
      return id;
    });
  }

  /** Id of a token that a config names as a string or as `{ content }`. */
  #named(token: unknown): number | undefined {
    const content = namedToken(token);
    return content === null ? undefined : this.#idOf.get(content);
  }
}

/** The file with every field that the library wants, without tokens beyond those that the model can write. */
function whole(tokenizerJson: object, modelVocab: number): object {
  const { added_tokens: added } = tokenizerJson as {
    readonly added_tokens?: readonly { id: number }[] | null;
  };
  return {
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    ...tokenizerJson,
    added_tokens: (added ?? []).filter(({ id }) => modelVocab === 0 || id < modelVocab),
  };
}

/** What needs nothing but the library and a table of bytes. */
const byteLevelRules: TokenizerRules = (tokenizerJson) => {
  const port = new HuggingFaceTokenizer(tokenizerJson, {});
  const added = new Set(addedTokens(tokenizerJson).map(({ id }) => id));
  for (const [token, id] of modelTokens(tokenizerJson)) {
    if (!added.has(id) && !isByteLevel(token))
      throw new Error(`it is not byte-level BPE, it has the token "${token}"`);
  }
  return { port, steps: byteParts };
};

function unusable(happened: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened,
    kept: 'Nothing was loaded from it.',
    todo: 'Use a model with a tokenizer.json of BPE, WordPiece, WordLevel or Unigram, and a tokenizer_config.json that names its end token.',
    cause,
  });
}
