/**
 * Any tokenizer.json by its own rules: the model of the library's JavaScript port, with normalizers and pre-tokenizers
 * cut as the reference library does, unknown words that are told, and the decoder that the file names. Loaded for models
 * of one's own. Knows the library's insides, of the version that package.json pins.
 */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { CheckpointError, shown } from '../../files/errors.ts';
import { Tokenizer, type TokenizerRules } from './tokenizer.ts';
import { decodeSteps } from './decodeSteps.ts';
import { refuseGrowth } from './growth.ts';
import { normalizer, type Normalizer } from './normalizers.ts';
import { preTokenizer } from './preTokenizers.ts';

interface ModelJson {
  readonly type?: unknown;
  readonly unk_token?: unknown;
  readonly unk_id?: unknown;
  readonly byte_fallback?: unknown;
  readonly continuing_subword_prefix?: unknown;
}

interface TokenizerJson {
  readonly model: ModelJson;
  readonly normalizer?: unknown;
  readonly pre_tokenizer?: unknown;
  readonly decoder?: unknown;
  readonly added_tokens: readonly { readonly content: string; readonly single_word?: unknown }[];
}

/** What the port's BPE writes for what it does not know, where the file names nothing: no vocabulary has it. */
const NOTHING = '\u0000';

/**
 * A tokenizer of any kind.
 * @param modelVocab ids the model can write; tokens beyond them are not written with.
 * @throws CheckpointError for files that cannot be followed.
 */
export function ownTokenizer(tokenizerJson: object, tokenizerConfig: object, modelVocab: number): Tokenizer {
  return new Tokenizer(tokenizerJson, tokenizerConfig, modelVocab, ownRules);
}

const ownRules: TokenizerRules = (tokenizerJson) => {
  const json = tokenizerJson as TokenizerJson;
  const { model } = json;
  if (model.type === 'BPE' && model.continuing_subword_prefix) {
    throw new Error('its BPE model marks what continues a word (continuing_subword_prefix)');
  }
  refuseGrowth(json);
  const port = new HuggingFaceTokenizer(
    {
      ...json,
      model: { ...model, unk_token: model.unk_token ?? NOTHING },
      // All three are followed here; the port's own would take for ever over some patterns.
      normalizer: null,
      pre_tokenizer: null,
      decoder: null,
    },
    // Only what the port needs of it: the reference library does not look at the rest.
    { unk_token: model.unk_token ?? NOTHING },
  );
  const cuts = preTokenizer(json.pre_tokenizer);
  const changes: object = {
    pre_tokenizer: (text: string, { section_index: at }: { readonly section_index: number }) =>
      cuts(text, at === 0),
  };
  Object.assign(port, changes);
  if (json.normalizer) normalize(port, normalizer(json.normalizer));
  tellUnknown(port.model!, model);
  keepWords(port, json);
  return { port, steps: decodeSteps(json.decoder) };
};

interface AddedToken {
  readonly content: string;
  readonly normalized: boolean;
}

/** Texts are normalized, and so are the added tokens that are looked for in normalized texts. */
function normalize(port: HuggingFaceTokenizer, change: Normalizer): void {
  const inside = port as unknown as {
    readonly added_tokens: readonly AddedToken[];
    readonly added_tokens_map: Map<string, AddedToken>;
    readonly splitter_normalized: object;
  };
  const Splitter = inside.splitter_normalized.constructor as new (contents: readonly string[]) => object;
  const [looked, plain] = [true, false].map((is) =>
    inside.added_tokens.filter(({ normalized }) => normalized === is),
  );
  for (const token of looked) inside.added_tokens_map.set(change(token.content), token);
  Object.assign(port, {
    normalizer: change,
    splitter_unnormalized: new Splitter(plain.map(({ content }) => content)),
    splitter_normalized: new Splitter(looked.map(({ content }) => change(content))),
  });
}

/** Puts the unknown token, or bytes, for what the model does not know; without either it is told. */
function tellUnknown(model: NonNullable<HuggingFaceTokenizer['model']>, json: ModelJson): void {
  const { tokens_to_ids: known } = model;
  const cut = model._call.bind(model);
  const unknown = typeof model.unk_token_id === 'number' ? model.vocab[model.unk_token_id] : undefined;
  const bytes = json.byte_fallback === true && Array.isArray((json as { vocab?: unknown }).vocab);
  const replaced = (piece: string | undefined): readonly string[] => {
    const written = bytes && piece !== undefined ? byteTokens(piece) : [];
    if (written.length > 0 && written.every((token) => known.has(token))) return written;
    if (unknown === undefined) throw unknownText(piece);
    return [unknown];
  };
  const call = (pieces: string[]): string[] =>
    pieces.flatMap((piece) => {
      try {
        return cut([piece]).flatMap((token) => (known.has(token) ? [token] : replaced(token)));
      } catch (error) {
        throw error instanceof UnknownTextError ? unknownText(piece) : error;
      }
    });
  Object.assign(model, { _call: call });
}

/** A text with a word that the tokenizer has no token for, and none that stands for the unknown. */
export class UnknownTextError extends CheckpointError {}

function unknownText(piece: string | undefined): UnknownTextError {
  const what = piece === undefined || piece === NOTHING ? 'part of the text' : shown(piece);
  return new UnknownTextError({
    kind: 'model',
    happened: `The model's tokenizer has no token for ${what}, and none that stands for unknown words.`,
    kept: 'Nothing was written to it.',
    todo: 'Use words of its vocabulary, or a model whose tokenizer has an unknown token.',
  });
}

function byteTokens(text: string): string[] {
  return Array.from(
    new TextEncoder().encode(text),
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
}

/** The port finds added tokens inside words also where the file wants them as words of their own. */
function keepWords(port: HuggingFaceTokenizer, { added_tokens: added }: TokenizerJson): void {
  const alone = new Set(added.filter(({ single_word: own }) => own === true).map(({ content }) => content));
  if (alone.size === 0) return;
  const splitters = port as unknown as Record<string, { split(text: string): string[] }>;
  for (const name of ['splitter_unnormalized', 'splitter_normalized']) {
    const splitter = splitters[name];
    const split = splitter.split.bind(splitter);
    splitter.split = (text) => {
      const sections: string[] = [];
      let at = 0;
      let joins = false;
      for (const section of split(text)) {
        const inside =
          alone.has(section) &&
          (/[\p{L}\p{N}_]$/u.test(text.slice(0, at)) ||
            /^[\p{L}\p{N}_]/u.test(text.slice(at + section.length)));
        if ((joins || inside) && sections.length > 0) sections[sections.length - 1] += section;
        else sections.push(section);
        joins = inside;
        at += section.length;
      }
      return sections;
    };
  }
}
