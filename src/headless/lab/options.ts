/** Reads the command line of `npm run lab`. Every mistake is an OptionsError with the fix. */
import { parseArgs } from 'node:util';
import { BENCHES, type Bench } from './benches.ts';
import { OptionsError } from '../options.ts';
import { wholeNumber } from '../wholeNumber.ts';

export interface LabOptions {
  readonly bench: Bench;
  /** Seeds to run, in this order. */
  readonly seeds: readonly number[];
  readonly quick: boolean;
  readonly out: string | null;
  /** Keeps the seeds that are in `out` already, and runs the others. */
  readonly goesOn: boolean;
  readonly model: string | null;
  readonly modelRoot: string;
  /** Files of people's own pairs, a task each. */
  readonly pairs: readonly string[];
  /** The experiment beside the bench's own that is run in its place, or null. */
  readonly part: string | null;
}

/** More would take days. */
const MOST_SEEDS = 1000;

/** What `--help` says. */
export function labUsage(benches: readonly Bench[] = BENCHES): string {
  return `Usage: npm run lab -- BENCH [options]

${benches.map(({ id, about }) => `  ${id.padEnd(18)} ${about}`).join('\n')}

  --seeds N          how many seeds, default 5, and 1 with --quick
  --seed N           the first of them, default 1
  --out FILE         write every seed's result and the verdict to FILE as JSON; after each seed to FILE.part
  --continue         keep the seeds that FILE and FILE.part have, run the others
  --quick            a minute's look: less of everything
  --model NAME       the model, where a bench works with any: its folder, or a path to one
  --pairs FILE       your own input-output pairs in place of the bench's tasks (ape); several files are several tasks
  --part NAME        another experiment of the bench in place of its own (procedure: tuning, of hyperparameters; chain: steps, of step sizes)
  --model-root FOLDER  where model folders are, default public/models
  --help             this text

Prints a line a seed, and last "goal: met" or "goal: missed" with the figures. Ends with 0 when the experiment ran, whether its
goal was met or not, with 2 for a command line that cannot be obeyed, and with 1 when it failed.
`;
}

/**
 * Options from the words after the command, or null when help was asked for.
 * @throws OptionsError
 */
export function parseLabOptions(
  args: readonly string[],
  benches: readonly Bench[] = BENCHES,
): LabOptions | null {
  const { values, positionals } = read(args);
  if (values.help) return null;
  const names = benches.map(({ id }) => id).join(', ');
  const [name, ...others] = positionals;
  if (name === undefined)
    throw new OptionsError(`Name a bench: ${names}. For example npm run lab -- ${benches[0]?.id}.`);
  const bench = benches.find(({ id }) => id === name);
  if (!bench) throw new OptionsError(`No bench is called ${JSON.stringify(name)}. There are ${names}.`);
  if (others.length > 0)
    throw new OptionsError(`One bench at a time: ${JSON.stringify(others[0])} is one word too many.`);
  const pairs = values.pairs ?? [];
  if (pairs.length > 0 && !bench.takesPairs) {
    const takers = benches.filter(({ takesPairs }) => takesPairs).map(({ id }) => id);
    throw new OptionsError(
      `${bench.id} takes no pairs. Leave out --pairs, or use it with ${takers.join(', ') || 'another bench'}.`,
    );
  }
  if (values.continue && values.out === undefined)
    throw new OptionsError('--continue goes on with a file: name it with --out.');
  const part = partOf(bench, values.part ?? null);
  const count = wholeNumber('--seeds', values.seeds ?? (values.quick ? '1' : '5'), 1, MOST_SEEDS);
  const first = wholeNumber('--seed', values.seed, 0, 2 ** 32 - MOST_SEEDS);
  return {
    bench,
    seeds: Array.from({ length: count }, (_, index) => first + index),
    quick: values.quick,
    out: values.out ?? null,
    goesOn: values.continue,
    model: values.model ?? null,
    modelRoot: values['model-root'],
    pairs,
    part,
  };
}

function partOf({ id, parts = {} }: Bench, part: string | null): string | null {
  const names = Object.keys(parts);
  if (part === null || names.includes(part)) return part;
  const there = names.length > 0 ? `There is ${names.join(', ')}.` : 'Leave out --part.';
  throw new OptionsError(`${id} has no part called ${JSON.stringify(part)}. ${there}`);
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seeds: { type: 'string' },
        seed: { type: 'string', default: '1' },
        out: { type: 'string' },
        continue: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        model: { type: 'string' },
        pairs: { type: 'string', multiple: true },
        part: { type: 'string' },
        'model-root': { type: 'string', default: 'public/models' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError(`${reason} See npm run lab -- --help.`, { cause });
  }
}
