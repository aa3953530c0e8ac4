/**
 * What a checkpoint keeps besides tensors, and the name it goes by. Knows a run's state and settings; knows no
 * storage and no device.
 */
import * as v from 'valibot';
import type { RunState } from '../rl/runs/runState.ts';
import type { MethodDeclaration } from '../rl/declaration.ts';
import { applies, type Field, type SettingValues } from '../rl/fields.ts';
import { BagSchema } from '../rl/rewards/bag/bagFile.ts';
import { REWARD_LOSSES } from '../rl/rewards/losses/declarations.ts';
import { LOSS_FIELDS } from '../rl/lossFields.ts';
import { DEFAULT_SETTINGS, fieldsOf, methodOf, type Settings } from '../rl/algorithms/settings.ts';

/**
 * Raised whenever a reader of the old version would misread the new state. States without one are of version 1, which
 * called what the method hands on `kl`, and had one reward model; in version 3 that may have begun as one that was brought in.
 */
export const STATE_VERSION = 3;

/** What a state is read by: where nothing was brought in, releases that know version 2 read it rightly. */
export function versionOf({ taken }: Pick<RunState, 'taken'>): number {
  return taken ? STATE_VERSION : 2;
}

/** JSON has no NaN, which stands for "no pairs to agree on". */
const share = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);
const agreement = v.looseObject({ accuracy: share, kendallTau: share });

const reward = v.object({ mean: v.number(), std: v.number(), fitted: v.boolean() });

/** Only what a wrong value of would break the run; numbers inside are checked by their readers. */
const stateSchema = v.looseObject({
  version: v.optional(v.number()),
  iteration: v.pipe(v.number(), v.integer(), v.minValue(0)),
  history: v.array(v.looseObject({ iteration: v.number(), values: v.looseObject({}) })),
  settings: v.looseObject({ seed: v.number() }),
  /** What the method hands on; the first releases called it by the one thing that it was. */
  kept: v.optional(v.unknown()),
  kl: v.optional(v.object({ initial: v.number(), coefficient: v.number() })),
  fit: v.object({
    trainedOn: v.array(v.string()),
    fits: v.number(),
    unfinished: v.nullable(v.number()),
    untouched: v.optional(v.literal(true)),
  }),
  agreement: v.nullable(v.object({ heldOut: agreement, trained: agreement })),
  /** Of each reward model; the first releases had one. */
  rewards: v.optional(v.array(reward)),
  reward: v.optional(reward),
  bag: v.optional(BagSchema),
  /** What they began as, where it was brought in. */
  taken: v.optional(
    v.object({
      name: v.string(),
      sha256: v.string(),
      mean: v.number(),
      std: v.pipe(v.number(), v.minValue(Number.MIN_VALUE)),
      bag: v.optional(BagSchema),
    }),
  ),
  policySteps: v.number(),
  rewardSteps: v.number(),
  // The first releases saved none of these.
  /** Which kernels the run was computed with, and where: the matrix products' variant, and since later every family's. */
  kernels: v.optional(
    v.object({
      adapter: v.string(),
      variant: v.string(),
      families: v.optional(v.record(v.string(), v.string())),
      /** What each family computed there, to the bit: see gpu/tuning/fingerprints.ts. */
      fingerprints: v.optional(v.record(v.string(), v.string())),
    }),
  ),
  /** Random streams used up by answers and comparisons. */
  draws: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Events in the preference log. */
  judgements: v.optional(v.number()),
  /** The base model: an embedded model's name, or the id of one's own. */
  base: v.optional(v.object({ name: v.string(), fingerprint: v.string() })),
  /** What the reference was sampled with. */
  reference: v.optional(
    v.nullable(
      v.object({
        seed: v.number(),
        temperature: v.number(),
        maxNewTokens: v.number(),
        samples: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096))),
      }),
    ),
  ),
  /** The chat template that prompts went through, with its system text; null where they were as typed. */
  template: v.optional(v.nullable(v.string())),
  /** The date that it wrote, of the day on which the run began; null for none, and where an earlier release saved. */
  date: v.optional(v.nullable(v.string())),
  /** Settings that decide which tensors there are. */
  made: v.optional(v.looseObject({ method: v.string() })),
});

export type SavedState = RunState &
  Pick<
    v.InferOutput<typeof stateSchema>,
    'version' | 'kernels' | 'draws' | 'judgements' | 'base' | 'template' | 'date' | 'made'
  >;

/** Whether a state is of a version to come, whatever else is in it. */
export function isNewerState(state: unknown): boolean {
  return v.is(v.object({ version: v.pipe(v.number(), v.minValue(STATE_VERSION + 1)) }), state);
}

/** @throws ValiError when it is none. */
export function parseSavedState(state: unknown): SavedState {
  const { kl, kept = kl, reward: only, rewards = only && [only], ...parsed } = v.parse(stateSchema, state);
  if (kept === undefined || !rewards) throw new Error('The state names no method or no reward model.');
  return { ...parsed, kept, rewards } as unknown as SavedState;
}

/** The settings that decide which tensors a run has and what they mean: those with which a run begins anew. */
export function madeWith(settings: Settings): Partial<Settings> & Pick<Settings, 'method'> {
  const values: SettingValues = settings;
  const made = Object.entries(fieldsOf(methodOf(settings))).filter(
    ([, field]) => field.takesEffect === 'run' && applies(field, values),
  );
  return { method: settings.method, ...Object.fromEntries(made.map(([name]) => [name, values[name]])) };
}

/**
 * What a run of `model` with such settings is saved under: runs that cannot go on with each other's tensors do not
 * displace each other either. A run in the default manner has the model's own name.
 */
export function runName(model: string, settings: Settings): string {
  const { method, weightStorage, loraRank, loraAlpha, loraTargets } = settings;
  const { rewardModels, rewardLoss } = settings;
  const { id, name, fields, needs }: MethodDeclaration = methodOf(settings);
  const values: SettingValues = settings;
  const parts = [model];
  if (id !== DEFAULT_SETTINGS.algorithm) parts.push(`by ${name}`);
  for (const [own, field] of Object.entries<Field>(fields))
    if (field.takesEffect === 'run' && values[own] !== field.default) parts.push(`${own} ${values[own]}`);
  if (method === 'lora')
    parts.push(`adapters of rank ${loraRank}, alpha ${loraAlpha}, ${loraTargets} matrices`);
  if (weightStorage === 'f16') parts.push('base in half precision');
  if (needs.rule) parts.push('rewarded by a rule');
  if (!needs.reward) return parts.join(', ');
  if (rewardModels > 1) parts.push(`${rewardModels} reward models`);
  // Settings from before there were several losses name none.
  if ((rewardLoss ?? DEFAULT_SETTINGS.rewardLoss) !== DEFAULT_SETTINGS.rewardLoss)
    parts.push(`fitted by ${REWARD_LOSSES[rewardLoss]}`);
  for (const [own, field] of Object.entries<Field>(LOSS_FIELDS))
    if (applies(field, values) && (values[own] ?? field.default) !== field.default)
      parts.push(`${own} ${values[own]}`);
  return parts.join(', ');
}

/** The date that a saved state's prompts were written with, or null: nothing else of it is looked at. */
export function dateOf(state: unknown): string | null {
  const { date } = (state ?? {}) as { readonly date?: unknown };
  return typeof date === 'string' ? date : null;
}
