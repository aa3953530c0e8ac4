/**
 * The folder of a contest: a file for each run that has ended, from which a contest that was stopped goes on, and what is made of
 * them all. Knows files; knows no run.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Base, Conditions, Run } from '../../contest/result.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { PreferenceEventSchema } from '../../preferences/schema.ts';
import { runJson } from '../../rl/runs/recordedRun.ts';
import { OptionsError } from '../optionsError.ts';

const Numeric = v.union([
  v.number(),
  v.pipe(v.picklist(['NaN', 'Infinity', '-Infinity']), v.transform(Number)),
]);

const Point = v.object({ n: Numeric, d: Numeric, value: Numeric, proxy: Numeric });
const BaseSchema = v.object({
  seed: Numeric,
  utility: v.object({ mean: Numeric, sd: Numeric }),
  score: Numeric,
  rankings: Numeric,
  agreement: v.nullable(Numeric),
  judge: v.string(),
  bestOf: v.array(Point),
});

const RunSchema = v.object({
  method: v.string(),
  seed: Numeric,
  learningRate: v.nullable(Numeric),
  looks: v.array(
    v.object({
      iteration: Numeric,
      utility: Numeric,
      score: Numeric,
      kl: Numeric,
      distinct4: Numeric,
      length: Numeric,
      ended: Numeric,
    }),
  ),
  broken: v.nullable(v.object({ iteration: Numeric, why: v.string() })),
  used: v.object({ answers: Numeric, tokens: Numeric, updates: Numeric, learned: Numeric, seconds: Numeric }),
});

/** Each with what it was made under. */
const Conditioned = v.record(v.string(), v.union([v.string(), v.number()]));

export class ContestFolder {
  constructor(readonly path: string) {}

  /** @throws OptionsError where there can be no such folder */
  async make(): Promise<void> {
    try {
      await mkdir(join(this.path, 'runs'), { recursive: true });
    } catch (cause) {
      throw new OptionsError(
        `${this.path} cannot be written to (${String(cause)}). Name another with --out.`,
        {
          cause,
        },
      );
    }
  }

  /** A run that has ended; null where there is none. @throws OptionsError where it was made otherwise */
  run(name: string, conditions: Conditions): Promise<Run | null> {
    return this.#kept(name, conditions, RunSchema);
  }

  /** What was ranked in a seed; as {@link run}. */
  log(name: string, conditions: Conditions): Promise<readonly PreferenceEvent[] | null> {
    return this.#kept(name, conditions, v.array(PreferenceEventSchema));
  }

  /** The base model of a seed; as {@link run}. */
  base(name: string, conditions: Conditions): Promise<Base | null> {
    return this.#kept(name, conditions, BaseSchema);
  }

  /** Keeps what has ended, in one step, so that what is there is always whole. */
  async keep(
    name: string,
    conditions: Conditions,
    result: Run | Base | readonly PreferenceEvent[],
  ): Promise<void> {
    await this.write(join('runs', `${name}.json`), runJson({ format: FORMAT, conditions, result }));
  }

  write(name: string, text: string): Promise<void> {
    return writeWhole(join(this.path, name), text);
  }

  async #kept<Result>(
    name: string,
    conditions: Conditions,
    schema: v.GenericSchema<unknown, Result>,
  ): Promise<Result | null> {
    const file = join('runs', `${name}.json`);
    const text = await textOrNull(join(this.path, file));
    if (text === null) return null;
    const read = v.safeParse(
      v.object({ format: v.literal(FORMAT), conditions: Conditioned, result: schema }),
      jsonOrNull(text),
    );
    const path = join(this.path, file);
    if (!read.success)
      throw new OptionsError(
        `${path} is no run of a contest, or was damaged. It was left as it is: move it away for the run to be made again, or name another folder with --out.`,
      );
    const { conditions: had, result } = read.output;
    const other = Object.keys({ ...had, ...conditions }).find((key) => had[key] !== conditions[key]);
    if (other !== undefined)
      throw new OptionsError(
        `${path} was made under another ${other} (${had[other] ?? 'none'}, now ${conditions[other] ?? 'none'}) and cannot stand beside these. Nothing was changed. Name another folder with --out, or go on as it began.`,
      );
    return result;
  }
}

const FORMAT = 'nudge-contest-run';

/** Writes a file in one step: whoever reads it has all of the old or all of the new. */
export async function writeWhole(file: string, text: string): Promise<void> {
  // Several processes may work on one folder.
  const unfinished = `${file}.${process.pid}.new`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}

/** The text of a file; null where there is none. */
export async function textOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
