/**
 * Results of fits, a JSON line each, added as they come: a bench that was stopped goes on, and two at once can be put
 * together. Knows files; knows no model.
 */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Tally } from '../rewards/verdict.ts';

/** A fit, and how its scores order held-out answers. */
export interface Row extends Tally {
  /** Form of what was asked. */
  readonly form: string;
  /** What was equal: rankings, or minutes and seconds of a choice, in words. */
  readonly budget: string;
  readonly rankings: number;
  readonly taste: string;
  /** Share of pairs on which two raters of the taste agree. */
  readonly agreement: number;
  readonly seed: number;
}

export type Fit = Omit<Row, keyof Tally>;

export class Rows {
  private constructor(
    private readonly file: string,
    readonly all: Row[],
  ) {}

  /** Those that stand in a file; a last line that was torn is done again. */
  static async open(file: string): Promise<Rows> {
    const text = await readFile(file, 'utf8').catch(() => '');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) await writeFile(file, whole);
    const rows = new Rows(
      file,
      whole.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Row] : [])),
    );
    await mkdir(dirname(file), { recursive: true });
    return rows;
  }

  find(fit: Fit): Row | null {
    return this.all.find((row) => keyOf(row) === keyOf(fit)) ?? null;
  }

  async add(row: Row): Promise<void> {
    await appendFile(this.file, `${JSON.stringify(row)}\n`);
    this.all.push(row);
  }
}

function keyOf({ form, budget, rankings, taste, agreement, seed }: Fit): string {
  return JSON.stringify([form, budget, rankings, taste, agreement, seed]);
}
