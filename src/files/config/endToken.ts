/**
 * Which tokens end a text. config.json may leave it open: published files name several, none, or one that lies
 * outside the vocabulary (the default of a class that was made smaller); generation_config.json often names more.
 * Knows these two and tokenizer files; knows no family.
 */
import * as v from 'valibot';
import { namedToken, tokenContent, tokenId } from './vocabulary.ts';

const idSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const configSchema = v.looseObject({
  vocab_size: idSchema,
  eos_token_id: v.nullish(v.union([idSchema, v.array(idSchema)])),
  pad_token_id: v.optional(v.unknown()),
});
const generationSchema = v.looseObject({
  eos_token_id: v.nullish(v.union([idSchema, v.array(idSchema)])),
});

/**
 * The id that the tokenizer gives the end token that its configuration names, or null.
 * @param tokenizerJson parsed tokenizer.json.
 * @param tokenizerConfig parsed tokenizer_config.json.
 */
export function endTokenOf(tokenizerJson: object, tokenizerConfig: object): number | null {
  const content = namedToken((tokenizerConfig as { readonly eos_token?: unknown }).eos_token);
  const id = content === null ? null : tokenId(tokenizerJson, content);
  return id !== null && v.is(idSchema, id) ? id : null;
}

/** The ids that a parsed generation_config.json ends texts with; none where it is missing or says something else. */
function generationEnds(generation: unknown): readonly number[] {
  const parsed = v.safeParse(generationSchema, generation);
  return parsed.success ? [parsed.output.eos_token_id ?? []].flat() : [];
}

/**
 * Every token that ends an answer, as transformers stops at any of them: those that generation_config.json and
 * config.json list, inside the vocabulary, and the one that stands for them all, which is first.
 * @param json parsed config.json.
 * @param generation parsed generation_config.json, if there is one.
 * @param eos the one that {@link withEndToken} chose.
 */
export function endTokensOf(json: unknown, generation: unknown, eos: number): readonly number[] {
  const parsed = v.safeParse(configSchema, json);
  if (!parsed.success) return [eos];
  const { vocab_size: vocab, eos_token_id: named } = parsed.output;
  const listed = [...generationEnds(generation), ...[named ?? []].flat()];
  return [...new Set([eos, ...listed.filter((id) => id < vocab)])];
}

/**
 * A parsed config.json with one end token: the only one that it or generation_config.json names; of several, the
 * tokenizer's own if it is among them, else the first; the tokenizer's where none is inside the vocabulary. Padding outside the
 * vocabulary is left out. Anything else that is wrong stays, for the family's reader to refuse.
 * @param end the tokenizer's end token, null where it has none; undefined while it is not known, when the first
 *   token stands for it.
 * @param generation parsed generation_config.json, if there is one.
 */
export function withEndToken(json: unknown, end: number | null | undefined, generation?: unknown): unknown {
  const parsed = v.safeParse(configSchema, json);
  if (!parsed.success) return json;
  const { vocab_size: vocab, eos_token_id: named, pad_token_id: padding } = parsed.output;
  const listed = [...[named ?? []].flat(), ...generationEnds(generation)];
  const inside = listed.filter((id) => id < vocab);
  const own = typeof end === 'number' && end < vocab ? end : null;
  const unknown = end === undefined ? 0 : undefined;
  const chosen = own !== null && inside.includes(own) ? own : (inside[0] ?? own ?? unknown);
  const padInside = v.is(idSchema, padding) && padding < vocab;
  return {
    ...(json as object),
    ...(chosen !== undefined && { eos_token_id: chosen }),
    pad_token_id: padInside ? padding : null,
  };
}

/**
 * A parsed tokenizer_config.json that names an end token: GPT-2's own names none, and config.json's id says which
 * it is.
 * @param end the id of the model's end token.
 * @param vocab rows of the model: a token added beyond them ends nothing.
 */
export function namingEndToken(
  tokenizerJson: object,
  tokenizerConfig: object,
  end: number,
  vocab = Infinity,
): object {
  const own = endTokenOf(tokenizerJson, tokenizerConfig);
  if (own !== null && own < vocab) return tokenizerConfig;
  const content = tokenContent(tokenizerJson, end);
  return content === null ? tokenizerConfig : { ...tokenizerConfig, eos_token: content };
}
