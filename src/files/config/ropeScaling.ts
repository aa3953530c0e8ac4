/**
 * How config.json stretches rotary positions beyond those that a model was first trained on. Knows Hugging Face's
 * words for it, old and new, in both directions; computes nothing (gpu/kernels/rope.ts does).
 */
import * as v from 'valibot';
import { parseFields, size } from './configFields.ts';
import { unusableModel, shown } from '../errors.ts';

/** What is done to the frequency of each pair; none where positions are plain. */
export type RopeScaling =
  | {
      /** Every frequency divided by `factor`. */
      readonly type: 'linear';
      readonly factor: number;
    }
  | {
      /**
       * Wavelengths above original ÷ lowFrequencyFactor divided by `factor`, those below original ÷
       * highFrequencyFactor as they are, between them a mix (Llama 3.1).
       */
      readonly type: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      /** Positions the model was first trained on. */
      readonly originalPositions: number;
    };

const TYPES = ['default', 'linear', 'llama3'];
const whole = v.optional(v.literal(1), 1);
const factor = v.pipe(v.number(), v.minValue(1));
const positive = v.pipe(v.number(), v.gtValue(0));
const linear = v.object({ factor, partial_rotary_factor: whole });
const llama3 = v.object({
  factor,
  low_freq_factor: positive,
  high_freq_factor: positive,
  original_max_position_embeddings: v.nullish(size),
  partial_rotary_factor: whole,
});
const plain = v.object({ partial_rotary_factor: whole });

/**
 * Reads one of config.json's fields about it: `rope_scaling`, or `rope_parameters` where newer versions of
 * transformers keep it.
 * @param positions the model's own, for files that do not say the original ones.
 * @throws CheckpointError for a way that the engine does not know, by its name.
 */
export function parseRopeScaling(field: string, json: unknown, positions: number): RopeScaling | null {
  if (json === null || json === undefined) return null;
  if (typeof json !== 'object') throw unusableModel(`config.json has ${field} = ${shown(json)}.`);
  const { rope_type: named, type: old } = json as { readonly rope_type?: unknown; readonly type?: unknown };
  const [key, type] = named === undefined ? ['type', old ?? 'default'] : ['rope_type', named];
  switch (type) {
    case 'default':
      parseFields(plain, json, field);
      return null;
    case 'linear':
      return { type: 'linear', factor: parseFields(linear, json, field).factor };
    case 'llama3': {
      const fields = parseFields(llama3, json, field);
      const { low_freq_factor: low, high_freq_factor: high } = fields;
      if (!(high > low)) {
        throw unusableModel(
          `config.json has ${field}.high_freq_factor ${high}, not above its low_freq_factor ${low}.`,
        );
      }
      return {
        type: 'llama3',
        factor: fields.factor,
        lowFrequencyFactor: low,
        highFrequencyFactor: high,
        originalPositions: fields.original_max_position_embeddings ?? positions,
      };
    }
    default:
      throw unusableModel(
        `config.json has ${field}.${key} = ${shown(type)}, where the engine knows ${TYPES.join(', ')}.`,
      );
  }
}

/** `rope_type` and what belongs to it, as transformers reads them. */
export function ropeScalingJson(scaling: RopeScaling | undefined): Record<string, unknown> {
  if (!scaling) return { rope_type: 'default' };
  const { type: rope_type, factor: by } = scaling;
  if (scaling.type === 'linear') return { rope_type, factor: by };
  return {
    rope_type,
    factor: by,
    low_freq_factor: scaling.lowFrequencyFactor,
    high_freq_factor: scaling.highFrequencyFactor,
    original_max_position_embeddings: scaling.originalPositions,
  };
}
