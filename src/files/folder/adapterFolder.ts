/**
 * A folder that holds an adapter and not a model: what it was trained for, in words. Knows PEFT's adapter_config.json;
 * knows no weights.
 */
import * as v from 'valibot';
import { CheckpointError, shown } from '../errors.ts';

/** Name of an adapter's settings. */
export const ADAPTER_CONFIG = 'adapter_config.json';

const schema = v.looseObject({
  base_model_name_or_path: v.nullish(v.string()),
  revision: v.nullish(v.string()),
  peft_type: v.nullish(v.string()),
});

export interface AdapterBase {
  /** The base model's id or path; null where it is not said. */
  readonly base: string | null;
  /** null where the file does not pin one. */
  readonly revision: string | null;
}

/** What an adapter was trained for. Older exports of this page wrote the revision into the name: `owner/name at v1`. */
export function adapterBase(json: unknown): AdapterBase {
  const parsed = v.safeParse(schema, json);
  const { base_model_name_or_path: named = null, revision = null } = parsed.success ? parsed.output : {};
  const [, id, inside] = /^(\S+\/\S+) at (\S+)$/.exec(named ?? '') ?? [null, named, null];
  return { base: id || null, revision: revision ?? inside };
}

/** The refusal of a folder that holds an adapter. @param json parsed adapter_config.json */
export function isAdapter(json: unknown): CheckpointError {
  const { base, revision } = adapterBase(json);
  const name = base === null ? 'a model that it does not name' : shown(base);
  return new CheckpointError({
    kind: 'model',
    happened: `This is an adapter for ${name}${revision === null ? '' : ` at ${shown(revision)}`}: it has no model of its own (no config.json).`,
    kept: 'Nothing was loaded from it.',
    todo: 'Open the model that it was trained on, or export the run once more with adapters merged and open that.',
  });
}
