/** What a KL penalty is worth, out of contests with one and without. Knows the files that npm run compare writes. Entry of bench/leash.mjs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeRecord } from '../../src/headless/lab/record.ts';
import { leashGainsOf, type LeashResult } from '../../src/lab/leash/result.ts';
import { recordOf, type Contest } from './record.ts';

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      held: { type: 'string', default: '' },
      cut: { type: 'string', default: '' },
      record: { type: 'string' },
    },
  });
  const [held, cut] = await Promise.all([values.held, values.cut].map(contestsIn));
  const record = recordOf(held, cut);
  const results = record.results.map(({ result }) => result as LeashResult);
  console.log(table(record.results.map(({ seed }, at) => ({ seed, ...results[at] }))));
  console.log(`\n${JSON.stringify(leashGainsOf(results), null, 2)}`);
  if (values.record) await writeRecord(values.record, record);
  return 0;
}

function contestsIn(folders: string): Promise<Contest[]> {
  return Promise.all(
    folders
      .split(',')
      .filter(Boolean)
      .map(async (folder) => JSON.parse(await readFile(join(folder, 'contest.json'), 'utf8')) as Contest),
  );
}

/** A row a run: with the penalty, and behind the bar without. */
function table(seeds: readonly (LeashResult & { readonly seed: number })[]): string {
  const rows = seeds.flatMap(({ seed, tastes }) =>
    tastes.map(({ taste, held, cut }) => {
      const both = [held, cut].flatMap(({ kl, utility, score, distinct4 }) => [
        kl.toFixed(1),
        utility.toFixed(2),
        score.toFixed(2),
        distinct4.toFixed(2),
      ]);
      return `| ${[taste, seed, ...both].join(' | ')} |`;
    }),
  );
  const heads = ['KL', 'utility', 'score', '4-grams'];
  const head = ['taste', 'seed', ...heads, ...heads.map((name) => `${name}, cut`)];
  return [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows.toSorted()].join(
    '\n',
  );
}
