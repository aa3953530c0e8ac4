/**
 * The file that an experiment's results stand in: written after each seed beside itself (`FILE.part`), so that a stop loses one seed
 * at most and a record of before stays whole until there is another; read again by `--continue`. Knows files; knows no bench.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Verdict } from '../../lab/experiment.ts';
import { OptionsError } from '../options.ts';

/** What `--out` gets. */
export interface LabRecord {
  readonly format: 'nudge-lab';
  readonly version: 1;
  readonly bench: string;
  readonly goal: string;
  readonly quick: boolean;
  readonly model: string | null;
  /** The part of the bench that was run, where it was not its own experiment. */
  readonly part?: string;
  readonly adapter: string;
  readonly results: readonly SeedResult[];
  readonly verdict: Verdict;
}

export interface SeedResult {
  readonly seed: number;
  readonly result: unknown;
}

/** What results have in common that may stand in one record. */
export type Conditions = Pick<LabRecord, 'bench' | 'goal' | 'quick' | 'model' | 'part' | 'adapter'>;

const RecordFile = v.object({
  format: v.literal('nudge-lab'),
  version: v.literal(1),
  bench: v.string(),
  goal: v.string(),
  quick: v.boolean(),
  model: v.nullable(v.string()),
  part: v.optional(v.string()),
  adapter: v.string(),
  results: v.array(v.object({ seed: v.pipe(v.number(), v.integer()), result: v.unknown() })),
});

const part = (file: string) => `${file}.part`;

/** Writes what there is so far, beside the file itself. */
export async function writePart(file: string, record: LabRecord): Promise<void> {
  const fresh = `${part(file)}.new`;
  await writeFile(fresh, textOf(record));
  // In one step, so that what is there is always whole.
  await rename(fresh, part(file));
}

/** Writes the whole record in the place of what was there. */
export async function writeRecord(file: string, record: LabRecord): Promise<void> {
  await writePart(file, record);
  await rename(part(file), file);
}

/**
 * Results of the file and of a run of it that was stopped, by seed; none where there is neither. Of a seed that is in both, the later.
 * @throws OptionsError for a file that is no such record, or one of other conditions; nothing is changed then
 */
export async function readResults(file: string, conditions: Conditions): Promise<Map<number, SeedResult>> {
  const kept = new Map<number, SeedResult>();
  for (const path of [file, part(file)]) {
    const text = await textIn(path);
    if (text === null) continue;
    for (const each of resultsIn(path, text, conditions)) kept.set(each.seed, each);
  }
  return kept;
}

/** Takes away what a stopped run left behind. */
export function dropPart(file: string): Promise<void> {
  return rm(part(file), { force: true });
}

function resultsIn(path: string, text: string, conditions: Conditions): readonly SeedResult[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  const read = v.safeParse(RecordFile, parsed);
  if (!read.success)
    throw new OptionsError(
      `--continue: ${path} is no record of the lab. It was left as it is; name another file with --out, or leave out --continue to write over it.`,
    );
  const other = (['bench', 'part', 'goal', 'quick', 'model', 'adapter'] as const).find(
    (name) => read.output[name] !== conditions[name],
  );
  if (other)
    throw new OptionsError(
      `--continue: ${path} has another ${other} (${JSON.stringify(read.output[other] ?? null).slice(0, 120)}), and its seeds cannot stand beside these. It was left as it is; name another file with --out.`,
    );
  return read.output.results;
}

async function textIn(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new OptionsError(`${path} cannot be read (${String(error)}).`, { cause: error });
  }
}

function textOf(record: LabRecord): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}
