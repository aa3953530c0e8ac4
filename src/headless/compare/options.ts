/** Reads the command line of `npm run compare`. Every mistake is an OptionsError with the fix. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { plannedOf, updatesOf, withUpdates, type Planned } from '../../contest/budget.ts';
import { ALL_METHODS } from '../../rl/algorithms/all.ts';
import { methodOf, type Settings } from '../../rl/algorithms/settings.ts';
import type { MethodDeclaration } from '../../rl/declaration.ts';
import type { LabelerId } from '../../tastes/labeler.ts';
import { OptionsError } from '../optionsError.ts';
import { parseOptions, type HeadlessOptions } from '../options.ts';
import { wholeNumber } from '../wholeNumber.ts';

export interface CompareOptions {
  readonly methods: readonly MethodDeclaration[];
  /** Seeds that are reported, from 1; or some of them, where several processes share the work. */
  readonly seeds: readonly number[];
  /** How many all learn from; 0 until a file of them is read. */
  readonly rankings: number;
  readonly iterations: number;
  readonly looks: number;
  readonly labeler: LabelerId;
  /** Whether learning rates are tuned first, and by whose taste. */
  readonly tune: boolean;
  readonly tuneLabeler: LabelerId;
  /** Where rates that were tuned stand; null where they stand in the folder. */
  readonly tuning: string | null;
  readonly out: string;
  /** Of the model and all else; its settings are those of the usual method. */
  readonly common: HeadlessOptions;
  /** What is set for all methods. */
  readonly set: readonly string[];
}

const MOST_SEEDS = 100;

/** None of the five tastes that are reported; another where somebody reports it. */
const TUNE_LABELERS: readonly LabelerId[] = ['length', 'shorter'];

export function compareUsage(methods: readonly MethodDeclaration[] = ALL_METHODS): string {
  return `Usage: npm run compare -- [options]

  --methods LIST     which, by commas, default all: ${methods.map(({ id }) => id).join(', ')}
  --labeler NAME     simulated person whose rankings all learn from, and whose taste is the truth, default warmer
  --seeds N          how many seeds, from 1, default 5; or some of them, as 2-4
  --rankings N       rankings in all, given before any training to answers of the base model, default 48
  --rankings-file FILE  rankings of people in place of the labeler's, as the page exports them: all methods learn from these,
                     and the labeler's taste is a yardstick that nobody learned from
  --iterations N     of every method that trains, default 20
  --looks N          how often each is looked at on the way and at the end, default 3
  --tune             first choose each method's learning rate by the rule in docs/contest.md, on a seed and a taste not reported
  --tune-labeler NAME  that taste, default length
  --tuning FILE      where tuned learning rates stand, default tuning.json in --out: tuned once for several tastes
  --set NAME=VALUE   a setting for all methods; again for another (learning rates are the methods' own). A reward model is alone
                     unless there is a rewardBag=true
  --model NAME       default blurbs-tiny; --base, --prompts, --hub, --cache and --model-root as of npm run headless
  --out DIR          folder for a file a run, tables and figures, default contest; what is there is kept and gone on with
  --help             this text

Ends with 0 when all ran, also where a run broke: that is a result. With 2 for a command line that cannot be obeyed.
`;
}

/**
 * One reward model judges everybody, and everybody learns from that one: no bag of tokens beside it, which a method could
 * please otherwise. The contests in docs/contest were made so.
 */
const ONE_JUDGE = ['rewardBag=false'] as const;

/** Handed on to what reads the command of a single run. */
const HANDED_ON = ['model', 'base', 'prompts', 'hub', 'cache', 'model-root'] as const;

/**
 * Options from the words after the command, or null when help was asked for.
 * @throws OptionsError
 */
export function parseCompareOptions(args: readonly string[]): CompareOptions | null {
  const values = read(args);
  if (values.help) return null;
  const methods = methodsOf(values.methods);
  const iterations = wholeNumber('--iterations', values.iterations, 1, 1e6);
  const [firstSeed, lastSeed] = seedsOf(values.seeds);
  const handed = HANDED_ON.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, values[name]]));
  const file = values['rankings-file'];
  if (file !== undefined && values.rankings !== undefined)
    throw new OptionsError(
      '--rankings and --rankings-file cannot be obeyed together: a file has as many as it has.',
    );
  const given = file === undefined ? ['--rankings', values.rankings ?? '48'] : ['--rankings-file', file];
  const amounts = [...given, '--iterations', values.iterations];
  for (const one of values.set)
    if (/^(?:algorithm|seed|learningRate|rewardSource|preset)=/.test(one))
      throw new OptionsError(`--set ${one} is no setting for all methods. Leave it out; see --help.`);
  const sets = [...ONE_JUDGE, ...values.set].flatMap((one) => ['--set', one]);
  const common = parseOptions([...handed, ...amounts, ...sets, '--labeler', values.labeler])!;
  const tuneLabeler = values['tune-labeler'] ?? TUNE_LABELERS.find((id) => id !== common.labeler)!;
  return {
    methods,
    seeds: Array.from({ length: lastSeed - firstSeed + 1 }, (_, at) => firstSeed + at),
    rankings: common.rankings,
    iterations,
    looks: wholeNumber('--looks', values.looks, 1, iterations),
    labeler: common.labeler,
    tune: values.tune,
    tuneLabeler: parseOptions([...handed, '--labeler', tuneLabeler])!.labeler,
    tuning: values.tuning ?? null,
    out: values.out,
    common,
    set: values.set,
  };
}

/** The command that makes such a contest, with all that decides about its numbers. */
export function commandFor(options: CompareOptions): string {
  const { methods, labeler, seeds, rankings, iterations, looks, set, common } = options;
  const [first, last] = [seeds[0], seeds.at(-1)!];
  return [
    'npm run compare --',
    `--methods ${methods.map(({ id }) => id).join(',')}`,
    `--labeler ${labeler}`,
    `--seeds ${first === 1 ? last : `${first}-${last}`}`,
    common.rankingsFile === null
      ? `--rankings ${rankings}`
      : `--rankings-file ${basename(common.rankingsFile)}`,
    `--iterations ${iterations} --looks ${looks}`,
    `--model ${common.model}`,
    ...set.map((one) => `--set ${one}`),
  ].join(' ');
}

/** A method's settings: its own usual ones, what is set for all, and as many updates as the usual method makes. */
export function settingsFor(
  { common, set, labeler }: Pick<CompareOptions, 'common' | 'set' | 'labeler'>,
  method: MethodDeclaration,
  seed: number,
  learningRate?: number,
): Settings {
  const { model, base, modelRoot, hub } = common;
  const found = [
    '--model',
    model,
    '--model-root',
    modelRoot,
    '--hub',
    hub,
    ...(base === null ? [] : ['--base', base]),
  ];
  const sets = [`algorithm=${method.id}`, ...ONE_JUDGE, ...set].flatMap((one) => ['--set', one]);
  const { settings } = parseOptions([...found, '--labeler', labeler, '--seed', String(seed), ...sets])!;
  const usual = methodOf(common.settings, ALL_METHODS);
  const equal = withUpdates(method, { ...settings }, updatesOf(usual, { ...common.settings }));
  return { ...settings, ...equal, ...(learningRate !== undefined && { learningRate }) };
}

/** What each method is going to take. @param rates that were tuned, by method */
export function budgetOf(options: CompareOptions, rates: ReadonlyMap<string, number>): readonly Planned[] {
  return options.methods.map((method) => {
    const settings = settingsFor(options, method, 1, rates.get(method.id));
    return plannedOf(method, { ...settings }, options.iterations);
  });
}

/** The first and the last: `5` is 1 to 5, `2-4` is 2 to 4. */
function seedsOf(text: string): readonly [number, number] {
  const [from, to] = text.includes('-') ? text.split('-', 2) : ['1', text];
  const last = wholeNumber('--seeds', to, 1, MOST_SEEDS);
  return [wholeNumber('--seeds', from, 1, last), last];
}

/** By ids, however they are spelt: best-of-n is bestOfN. */
function methodsOf(list: string | undefined): readonly MethodDeclaration[] {
  if (list === undefined) return ALL_METHODS;
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const found = list.split(',').map((name) => {
    const method = ALL_METHODS.find(({ id }) => plain(id) === plain(name));
    if (method) return method;
    const ids = ALL_METHODS.map(({ id }) => id).join(', ');
    throw new OptionsError(`No method is called ${JSON.stringify(name.trim())}. There are ${ids}.`);
  });
  return [...new Set(found)];
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        methods: { type: 'string' },
        labeler: { type: 'string', default: 'warmer' },
        seeds: { type: 'string', default: '5' },
        rankings: { type: 'string' },
        'rankings-file': { type: 'string' },
        iterations: { type: 'string', default: '20' },
        looks: { type: 'string', default: '3' },
        tune: { type: 'boolean', default: false },
        'tune-labeler': { type: 'string' },
        tuning: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        out: { type: 'string', default: 'contest' },
        model: { type: 'string' },
        base: { type: 'string' },
        prompts: { type: 'string' },
        hub: { type: 'string' },
        cache: { type: 'string' },
        'model-root': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError(`${reason} See npm run compare -- --help.`, { cause });
  }
}
