/**
 * How many rankings does it save to choose which answers are put before a person? Five tastes, two levels of noise, five ways of asking.
 * Options in, curves and a table out; what is in the file already is kept. Entry of bench/asking.mjs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ASKINGS } from '../../src/preferences/asked.ts';
import { ratersOf } from '../rewards/raters.ts';
import { byPasses } from './byPasses.ts';
import { curve, sitting } from './curve.ts';
import { matterOf, type Asked } from './matter.ts';
import { agreeingOn } from './noise.ts';
import { table, type Row } from './table.ts';

/** Share of pairs that their taste orders on which two raters agree. */
const AGREEMENTS = [0.6, 0.8];

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1-10' },
      sets: { type: 'string', default: '640' },
      'held-out': { type: 'string', default: '160' },
      passes: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const [first, last = first] = values.seeds.split('-').map(Number);
  const seeds = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const counts = { train: Number(values.sets), heldOut: Number(values['held-out']) };
  if (values.passes) {
    const asked = await matterOf(counts);
    const rater = ratersOf(asked.read.pool, 0, AGREEMENTS[0], 1).find(({ name }) => name === values.passes);
    if (!rater) throw new Error(`There is no taste "${values.passes}". Nothing was measured.`);
    await byPasses(asked, agreeingOn(rater, AGREEMENTS[1], 1), seeds);
    return 0;
  }
  const rows = values.out ? await rowsIn(values.out) : [];
  const wanted = seeds.filter((seed) => !rows.some((row) => row.seed === seed));
  if (wanted.length > 0) await ranked(await matterOf(counts), wanted, rows, values.out);
  console.log(table(rows));
  return 0;
}

/** Adds to `rows` what comes of each seed, and writes them. */
async function ranked(
  { read, matter }: Asked,
  seeds: readonly number[],
  rows: Row[],
  out: string | undefined,
): Promise<void> {
  const tastes = ratersOf(read.pool, 0, AGREEMENTS[0], 1);
  const raters = AGREEMENTS.flatMap((agreement) =>
    tastes.map((taste) => ({ agreement, rater: agreeingOn(taste, agreement, 1) })),
  );
  for (const seed of seeds) {
    const began = performance.now();
    for (const { agreement, rater } of raters) {
      const own = sitting(matter, rater, seed);
      for (const asking of ASKINGS)
        rows.push({ seed, taste: rater.name, agreement, asking, ...curve(matter, own, asking).learned });
    }
    console.log(`seed ${seed}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    if (out) await writeFile(out, written(rows));
  }
}

async function rowsIn(file: string): Promise<Row[]> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  return kept ? (JSON.parse(kept) as Row[]) : [];
}

/** A row a line, to three places. */
function written(rows: readonly Row[]): string {
  const short = (_: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e3) / 1e3 : value;
  return `[\n${rows.map((row) => JSON.stringify(row, short)).join(',\n')}\n]\n`;
}
