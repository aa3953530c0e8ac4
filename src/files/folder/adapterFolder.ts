/**
 * A folder that holds an adapter and not a model: what its adapter_config.json says it was trained for and how its product
 * is scaled, in PEFT's words. What would make of it something else than W + scale · B·A is refused by its name. Knows no
 * weights.
 */
import * as v from 'valibot';
import { CheckpointError, shown } from '../errors.ts';
import { NotAloneError } from './notAlone.ts';

/** Name of an adapter's settings, and of its weights. */
export const ADAPTER_CONFIG = 'adapter_config.json';
export const ADAPTER_WEIGHTS = 'adapter_model.safetensors';

const baseSchema = v.looseObject({
  base_model_name_or_path: v.nullish(v.string()),
  revision: v.nullish(v.string()),
});

const positive = v.pipe(v.number(), v.finite(), v.minValue(Number.MIN_VALUE));
const rank = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const schema = v.looseObject({
  peft_type: v.string(),
  r: rank,
  lora_alpha: v.pipe(v.number(), v.finite()),
  use_rslora: v.nullish(v.boolean()),
  rank_pattern: v.nullish(v.record(v.string(), rank)),
  alpha_pattern: v.nullish(v.record(v.string(), positive)),
});

export interface AdapterBase {
  /** The base model's id or path; null where it is not said. */
  readonly base: string | null;
  /** null where the file does not pin one. */
  readonly revision: string | null;
}

/** What the settings say of every layer's product. */
export interface AdapterConfig extends AdapterBase {
  /** The rank that a layer's matrices must have. @param module its name as transformers has it */
  readonly rankOf: (module: string) => number;
  /** What its product B·A is multiplied by: alpha ÷ rank, or alpha ÷ √rank (Kalajdzievski 2023). */
  readonly scaleOf: (module: string) => number;
}

/** What an adapter was trained for. Older exports of this page wrote the revision into the name: `owner/name at v1`. */
export function adapterBase(json: unknown): AdapterBase {
  const parsed = v.safeParse(baseSchema, json);
  const { base_model_name_or_path: named = null, revision = null } = parsed.success ? parsed.output : {};
  const [, id, inside] = /^(\S+\/\S+) at (\S+)$/.exec(named ?? '') ?? [null, named, null];
  return { base: id || null, revision: revision ?? inside };
}

/**
 * Reads adapter_config.json.
 * @throws CheckpointError that names what cannot be merged here, or what is no setting of an adapter
 */
export function parseAdapterConfig(json: unknown): AdapterConfig {
  refuseOthers(json);
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw unusableAdapter(`${ADAPTER_CONFIG}: ${v.getDotPath(issue) ?? 'it'} is not what PEFT writes there.`);
  }
  const { r, lora_alpha: alpha, use_rslora: rooted, rank_pattern, alpha_pattern } = parsed.output;
  const ranks = patterns('rank_pattern', rank_pattern ?? {});
  const alphas = patterns('alpha_pattern', alpha_pattern ?? {});
  const rankOf = (module: string) => ranks(module) ?? r;
  const scaleOf = (module: string) =>
    (alphas(module) ?? alpha) / (rooted ? Math.sqrt(rankOf(module)) : rankOf(module));
  return { ...adapterBase(json), rankOf, scaleOf };
}

/** The refusal of a folder that holds an adapter where a whole model was asked for. @param json parsed adapter_config.json */
export function isAdapter(json: unknown): NotAloneError {
  return new NotAloneError({
    kind: 'model',
    happened: `This is an adapter for ${baseName(adapterBase(json))}: it has no model of its own (no config.json).`,
    kept: 'Nothing was loaded from it.',
    todo: `Drop its folder (${ADAPTER_CONFIG} and ${ADAPTER_WEIGHTS}) on the page: it opens on the model that it was trained on.`,
  });
}

/** An adapter's base as it may stand in a sentence. */
export function baseName({ base, revision }: AdapterBase): string {
  const name = base === null ? 'a model that it does not name' : shown(base);
  return `${name}${revision === null ? '' : ` at ${shown(revision)}`}`;
}

/** An adapter that cannot be opened on any base here. */
export function unusableAdapter(happened: string): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened,
    kept: 'Nothing was loaded from it.',
    todo: 'Merge it into its base with peft (merge_and_unload, then save_pretrained) and open that folder.',
  });
}

/** An adapter that does not belong to the model that it was to be opened on. */
export function misfit(happened: string, base: AdapterBase): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened: `The adapter does not fit this model: ${happened}`,
    kept: 'Nothing was loaded from it, and nothing was closed.',
    todo: `Open it on the model that it was trained on, ${baseName(base)}.`,
  });
}

/** Settings under which the adapter is more than a product beside a layer. `init_lora_weights` has values that change the base. */
const HARMLESS_STARTS: readonly unknown[] = [true, false, null, undefined, 'gaussian', 'eva', 'orthogonal'];
const OTHER_KINDS = [
  'alora_invocation_tokens',
  'layer_replication',
  'megatron_config',
  'target_parameters',
  'trainable_token_indices',
  'lora_bias',
  'arrow_config',
] as const;

function refuseOthers(json: unknown): void {
  const fields = typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {};
  const { peft_type: type, task_type: task, init_lora_weights: start } = fields;
  if (typeof type === 'string' && type !== 'LORA') {
    throw unusableAdapter(`The adapter is of PEFT's type ${shown(type)}; LORA can be opened here.`);
  }
  if (task === 'SEQ_CLS' || task === 'TOKEN_CLS') {
    throw unusableAdapter(
      `The adapter is a classifier's (task_type ${shown(task)}), not a language model's.`,
    );
  }
  // Other kinds of LoRA come as new settings called so; what is not known cannot be merged rightly.
  const using = Object.keys(fields).filter((name) => name.startsWith('use_') && name !== 'use_rslora');
  for (const name of [...using, ...OTHER_KINDS]) {
    if (isSet(fields[name])) throw unusableAdapter(`The adapter uses ${name}, which cannot be merged here.`);
  }
  if (!HARMLESS_STARTS.includes(start)) {
    throw unusableAdapter(
      `The adapter was begun with init_lora_weights ${shown(start)}, which changes the base's own weights.`,
    );
  }
}

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== 0;
}

/**
 * A lookup by module name. Keys are regular expressions to PEFT, which a stranger's file should not run here; those that
 * people and tools write are names or ends of names.
 */
function patterns(
  setting: string,
  values: Readonly<Record<string, number>>,
): (module: string) => number | undefined {
  const rules = Object.entries(values).map(([key, value]) => {
    const [, start, name] = /^(\^?)((?:\w|-|\\?\.)+)\$?$/.exec(key) ?? [];
    if (name === undefined) {
      throw unusableAdapter(`${setting} has the pattern ${shown(key)}; only names of layers are read here.`);
    }
    return { whole: start === '^', name: name.replaceAll('\\.', '.'), value };
  });
  return (module) =>
    rules.find(({ whole, name }) => module === name || (!whole && module.endsWith(`.${name}`)))?.value;
}
