/**
 * What config.json files of all families have in common: field types, the failure's wording, the token ids.
 * Knows no family.
 */
import * as v from 'valibot';
import { unusableModel } from '../errors.ts';

/** What every decoder-only transformer has, in the engine's words. */
export interface TransformerConfig {
  readonly vocab: number;
  readonly positions: number;
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
  /** Added to the variance (or mean square) in every norm. */
  readonly epsilon: number;
  /** Whether the language head is the token embedding; otherwise it is `lm_head.weight`. */
  readonly tied: boolean;
  /** The end token that is written where one is missing. */
  readonly eos: number;
  /** Every token that ends an answer, where there are several. */
  readonly ends?: readonly number[];
  /** The end token where the model has no padding id of its own. */
  readonly pad: number;
  /** Whether a token sees those behind it, too. No file says so: models that are made here may, and write nothing. */
  readonly bothWays?: true;
}

export const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/**
 * Sizes beyond those of any model: a file that says more is broken, and nothing is built from it. Those of published
 * models are at most a tenth of it.
 */
export const SIZES = {
  layers: bounded(1_024),
  /** Of the residual stream, of a head, of all heads together. */
  width: bounded(2 ** 17),
  heads: bounded(2 ** 13),
  ffn: bounded(2 ** 20),
  vocab: bounded(2 ** 24),
  positions: bounded(2 ** 27),
  /** Where there is a table of them in the files. */
  learnedPositions: bounded(2 ** 17),
};

function bounded(most: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(most));
}

export const tokenId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/**
 * `json` as `schema` has it.
 * @param inside the field of config.json that it is, when it is not all of it.
 * @throws CheckpointError naming the first field that is not what the engine needs.
 */
export function parseFields<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  inside?: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [inside, v.getDotPath(issue)].filter(Boolean).join('.');
  throw unusableModel(
    `config.json has ${path || 'a field'} = ${issue.received}, where the engine needs ${issue.expected ?? 'another value'}.`,
  );
}

/**
 * The vocabulary and the ids inside it.
 * @throws CheckpointError for an id outside the vocabulary.
 */
export function checkTokenIds(
  vocab: number,
  eos: number,
  padding: number | null | undefined,
): Pick<TransformerConfig, 'vocab' | 'eos' | 'pad'> {
  const pad = padding ?? eos;
  for (const [name, id] of [['eos_token_id', eos] as const, ['pad_token_id', pad] as const]) {
    if (id >= vocab) {
      throw unusableModel(`config.json has ${name} ${id}, outside the vocabulary of ${vocab}.`);
    }
  }
  return { vocab, eos, pad };
}
