/**
 * Reads the command line of `npm run headless`. Knows what settings are declared as and nothing of what is done with
 * them. Every mistake is an OptionsError with the fix.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { MATMUL_VARIANTS, type MatmulVariantName } from '../gpu/kernels/matmul/matmulVariants.ts';
import { LABELER_IDS, type LabelerId } from '../tastes/labeler.ts';
import { localDate, parseLocalDate } from '../model/prompts/templateDate.ts';
import { labelerFor } from '../rl/labelersFor.ts';
import { ALL_METHODS } from '../rl/algorithms/all.ts';
import { presetsOf } from '../rl/algorithms/presets.ts';
import type { MethodDeclaration, Preset } from '../rl/declaration.ts';
import { numberProblem, type Fields } from '../rl/fields.ts';
import {
  allFields,
  defaultSettings,
  methodChange,
  methodOf,
  type Settings,
} from '../rl/algorithms/settings.ts';
import { DEFAULT_HOST } from '../files/hub/address.ts';
import { EMBEDDED_MODELS, isOurs } from '../files/hub/modelChoice.ts';
import { addressOf, baseOnDisk } from './modelNames.ts';
import { OptionsError } from './optionsError.ts';

export { OptionsError } from './optionsError.ts';

/** Where an unattended run departs from the page's defaults: a simulated labeler does not tire of eight answers. */
const UNATTENDED = { answers: 8 } as const;

export interface HeadlessOptions {
  /** Folder of the model under `modelRoot`, a name on the hub, or a web address. */
  readonly model: string;
  /** The model that an adapter in `model` stands on; null where `model` is a whole one, or its adapter must say. */
  readonly base: string | null;
  /** Folder of a reward model that was trained before, or null where rankings alone teach one. */
  readonly reward: string | null;
  /** Simulated labeler that ranks in a person's place. */
  readonly labeler: LabelerId;
  /** Rankings the labeler gives in all; half before the first iteration, the rest on the way. */
  readonly rankings: number;
  /** File of rankings that people gave, or null for none: they stand before the first iteration. */
  readonly rankingsFile: string | null;
  readonly iterations: number;
  readonly settings: Settings;
  /** How matrix products are computed, or null for what is best on this adapter. */
  readonly kernels: MatmulVariantName | null;
  /** Answers of each iteration that the results hold token by token. */
  readonly inside: number;
  /** File for the results, or null for none. */
  readonly out: string | null;
  /** File for a receipt, from which the run is trained again and compared; null for none. */
  readonly receipt: string | null;
  /** No progress lines. */
  readonly quiet: boolean;
  /** Folder that the model folders lie in. */
  readonly modelRoot: string;
  /** The hub on which models are looked for by `owner/name`. */
  readonly hub: string;
  /** Folder that models from the network are kept in. */
  readonly cache: string;
  /** File of prompts to write to, or null for those of the model. */
  readonly prompts: string | null;
  /** System text before each prompt, where the model brings a chat template; '' for none. */
  readonly system: string;
  /** Whether prompts go through that template. */
  readonly template: boolean;
  /** Which template, where the model brings several; '' for the usual one. */
  readonly named: string;
  /** The date for a template that writes one, or null for today's. */
  readonly date: string | null;
}

/** The models that were trained for the page; others have other defaults, see defaultSettings. */
export function isEmbedded(model: string): boolean {
  return EMBEDDED_MODELS.some((name) => isOurs(name) && name === basename(model));
}

/** Where models from the network are kept. */
export const CACHE = '.cache/models';

const VARIANTS = Object.keys(MATMUL_VARIANTS) as MatmulVariantName[];

/**
 * Options from the words after the command, or null when help was asked for.
 * @throws OptionsError
 */
export function parseOptions(
  args: readonly string[],
  methods: readonly MethodDeclaration[] = ALL_METHODS,
): HeadlessOptions | null {
  const values = readValues(args);
  if (values.help) return null;
  const { hub, 'model-root': modelRoot } = values;
  const named = values.preset === undefined ? null : presetNamed(values.preset, methods);
  const model = values.model ?? named?.run?.model ?? 'blurbs-tiny';
  const remote = addressOf(modelRoot, model, hub) !== null;
  // What stands below an adapter on the network is known when that is asked.
  const base = remote ? (values.base ?? null) : baseOnDisk(modelRoot, model, values.base);
  const labeler = LABELER_IDS.find((id) => id === values.labeler);
  if (!labeler)
    throw new OptionsError(`No labeler is called ${values.labeler}. There are ${LABELER_IDS.join(', ')}.`);
  const fields = allFields(methods);
  let set: Partial<Settings> = named?.settings ?? {};
  for (const assignment of values.set) set = { ...set, ...parseSetting(assignment, fields, methods) };
  const usual = defaultSettings(remote || !isEmbedded(base ?? model), set.algorithm, methods);
  let settings: Settings = { ...usual, ...UNATTENDED, rater: labeler };
  // Learning rates go with what is trained, unless they are set too.
  settings = { ...settings, ...(set.method && methodChange(settings, set.method, methods)), ...set };
  checkTaste(labeler, settings);
  if (values.seed !== undefined) settings = { ...settings, seed: wholeNumber('--seed', values.seed, 0) };
  const { reward, rankings } = methodOf(settings, methods).needs;
  return {
    model,
    base,
    labeler,
    reward: values.reward ?? null,
    // A reward model that was trained before does without, and so does who has people's or needs none.
    rankings: wholeNumber(
      '--rankings',
      values.rankings ?? String(values['rankings-file'] === undefined ? (named?.run?.rankings ?? 48) : 0),
      values.reward !== undefined || values['rankings-file'] !== undefined || !(reward ?? rankings) ? 0 : 1,
    ),
    rankingsFile: values['rankings-file'] ?? null,
    iterations: wholeNumber('--iterations', values.iterations ?? String(named?.run?.iterations ?? 20), 0),
    settings,
    kernels: parseKernels(values.kernels),
    inside: wholeNumber('--inside', values.inside, 0),
    out: values.out ?? null,
    receipt: values.receipt ?? null,
    quiet: values.quiet,
    modelRoot,
    hub,
    cache: values.cache,
    prompts: values.prompts ?? null,
    system: values.system,
    ...parseTemplate(values),
  };
}

function readValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        model: { type: 'string' },
        base: { type: 'string' },
        reward: { type: 'string' },
        labeler: { type: 'string', default: 'shorter' },
        rankings: { type: 'string' },
        'rankings-file': { type: 'string' },
        iterations: { type: 'string' },
        seed: { type: 'string' },
        preset: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        kernels: { type: 'string' },
        inside: { type: 'string', default: '0' },
        out: { type: 'string' },
        receipt: { type: 'string' },
        quiet: { type: 'boolean', default: false },
        prompts: { type: 'string' },
        system: { type: 'string', default: '' },
        template: { type: 'string', default: '' },
        date: { type: 'string' },
        'no-template': { type: 'boolean', default: false },
        'model-root': { type: 'string', default: 'public/models' },
        hub: { type: 'string', default: DEFAULT_HOST },
        cache: { type: 'string', default: CACHE },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError(`${reason} See npm run headless -- --help.`, { cause });
  }
}

function parseTemplate({
  template: named,
  date,
  'no-template': without,
}: ReturnType<typeof readValues>): Pick<HeadlessOptions, 'template' | 'named' | 'date'> {
  if (without && named !== '')
    throw new OptionsError('--template and --no-template cannot be obeyed together.');
  const day = date === undefined ? null : parseLocalDate(date);
  if (date !== undefined && !day)
    throw new OptionsError(`--date takes a date like 2025-03-03, not "${date}".`);
  return { template: !without, named, date: day && localDate(day) };
}

function parseKernels(name: string | undefined): MatmulVariantName | null {
  if (name === undefined) return null;
  const variant = VARIANTS.find((candidate) => candidate === name);
  if (!variant)
    throw new OptionsError(`No matrix products are called ${name}. There are ${VARIANTS.join(', ')}.`);
  return variant;
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new OptionsError(`${option} takes a whole number of at least ${least}, not "${text}".`);
  return value;
}

/** One `name=value`, read as what the setting is declared as; of a preset all that it sets, and its method. */
function parseSetting(
  assignment: string,
  fields: Fields,
  methods: readonly MethodDeclaration[],
): Partial<Settings> {
  const split = assignment.indexOf('=');
  const name = assignment.slice(0, split);
  const text = assignment.slice(split + 1);
  if (split < 1) throw new OptionsError(`--set takes NAME=VALUE, not "${assignment}".`);
  if (name === 'rater') throw new OptionsError('The rater is chosen with --labeler.');
  if (name === 'preset') return presetNamed(text, methods).settings;
  if (!Object.hasOwn(fields, name)) throw new OptionsError(`No setting is called ${name}.`);
  const field = fields[name];
  switch (field.kind) {
    case 'flag':
      if (text !== 'true' && text !== 'false')
        throw new OptionsError(`${name} is true or false, not "${text}".`);
      return { [name]: text === 'true' };
    case 'text':
      return { [name]: text };
    case 'choice':
      if (!field.values.includes(text))
        throw new OptionsError(`${name} is one of ${field.values.join(', ')}, not "${text}".`);
      return { [name]: text };
    case 'number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value))
        throw new OptionsError(`${name} is a number, not "${text}".`);
      const problem = numberProblem(name, field, value);
      if (problem) throw new OptionsError(problem);
      return { [name]: value };
    }
  }
}

/** With its method among its settings. */
function presetNamed(
  id: string,
  methods: readonly MethodDeclaration[],
): Pick<Preset, 'run'> & { readonly settings: Partial<Settings> } {
  const all = methods.flatMap((method) =>
    presetsOf(method).map((preset) => ({ preset, algorithm: method.id })),
  );
  const found = all.find(({ preset }) => preset.id === id);
  if (found) {
    const { settings, run } = found.preset;
    return { run, settings: { ...settings, algorithm: found.algorithm } as Partial<Settings> };
  }
  const ids = all.map(({ preset }) => preset.id);
  throw new OptionsError(`No preset is called ${id}. There are ${ids.join(', ')}.`);
}

/** A rater that has nothing to look for, or a pattern that is none, before a device is opened. */
function checkTaste(labeler: LabelerId, settings: Settings): void {
  try {
    labelerFor(labeler, settings);
  } catch (cause) {
    throw new OptionsError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
