/**
 * What contests of several tastes say one by one and together, as tables of Markdown. Knows the files that npm run compare
 * writes. Entry of bench/tastes.mjs.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pooled, type Contest } from '../../src/contest/pooled.ts';
import type { Standings } from '../../src/contest/standings.ts';
import { fixed } from '../../src/ui/text/format.ts';

interface Told extends Contest {
  readonly conditions: { readonly labeler: string };
  readonly planned: readonly { readonly method: string }[];
  readonly standings: Standings;
}

/** Where those that are reported lie. */
const REPORTED = 'docs/contest';

export async function main(folders: readonly string[]): Promise<number> {
  const contests = await Promise.all((folders.length > 0 ? folders : await reported()).map(read));
  const methods = contests[0].planned.map(({ method }) => method);
  const all = pooled(methods, contests);
  console.log(standingsTable(methods, contests, all));
  console.log(`\n${differencesTable(all)}`);
  console.log(`\n${bestOfTable(contests)}`);
  return 0;
}

async function reported(): Promise<string[]> {
  const entries = await readdir(REPORTED, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [join(REPORTED, entry.name)] : []));
}

async function read(folder: string): Promise<Told> {
  return JSON.parse(await readFile(join(folder, 'contest.json'), 'utf8')) as Told;
}

/** True utility, and KL behind it, of each method by each taste; over all of them with its interval. */
function standingsTable(methods: readonly string[], contests: readonly Told[], all: Standings): string {
  const rows = methods.map((method) => {
    const cells = [...contests.map(({ standings }) => standings), all].map(({ methods: told }) => {
      const measures = told.find((one) => one.method === method)?.measures;
      return measures ? `${ranged(measures.utility)}, ${measures.kl.mean.toFixed(1)}` : 'broken';
    });
    return row([method, ...cells]);
  });
  const heads = ['method', ...contests.map(({ conditions }) => conditions.labeler), 'all'];
  return [row(heads), row(heads.map(() => '---')), ...rows].join('\n');
}

function differencesTable({ differences }: Standings): string {
  return [
    row(['more than', 'by (sd)', 'n', 'p (Holm)', 'verdict']),
    row(['---', '---', '---', '---', '---']),
    ...differences.map(({ one, other, difference, seeds, p, verdict }) =>
      row([`${one}, ${other}`, ranged(difference), String(seeds), p.toFixed(3), verdict]),
    ),
  ].join('\n');
}

/** Best of n by each taste: true utility, and the KL that it has at most. */
function bestOfTable(contests: readonly Told[]): string {
  const { bestOf } = contests[0].standings;
  const heads = ['n', 'KL at most', ...contests.map(({ conditions }) => conditions.labeler)];
  return [
    row(heads),
    row(heads.map(() => '---')),
    ...bestOf.map(({ n, d }, at) =>
      row([
        String(n),
        (d * d).toFixed(2),
        ...contests.map(({ standings }) => fixed(standings.bestOf[at].value)),
      ]),
    ),
  ].join('\n');
}

function ranged({
  mean,
  low,
  high,
}: {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}): string {
  return `${fixed(mean)} [${fixed(low)}, ${fixed(high)}]`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
