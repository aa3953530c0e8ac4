/** What a contest leaves beside its runs: contest.json, contest.md, contest.csv and two figures. Knows files and standings. */
import type { Planned } from '../../contest/budget.ts';
import type { Base, Conditions, Run } from '../../contest/result.ts';
import { standingsOf, type Standings } from '../../contest/standings.ts';
import {
  bestOfTable,
  brokenLines,
  differenceLines,
  runsCsv,
  standingsTable,
  usedTable,
} from '../../contest/tables.ts';
import { svgOf } from '../../figure/svg.ts';
import { basename } from 'node:path';
import { runJson } from '../../rl/runs/recordedRun.ts';
import { LOOK_ANSWERS, LOOK_PROMPTS } from './arena.ts';
import type { ContestFolder } from './files.ts';
import { commandFor, type CompareOptions } from './options.ts';
import { frontierOf, measuresOf } from './plots.ts';
import type { Tuned } from './tuned.ts';

export interface Reported {
  readonly options: CompareOptions;
  readonly conditions: Conditions;
  readonly planned: readonly Planned[];
  readonly budget: readonly string[];
  readonly tuned: Tuned;
  readonly runs: readonly Run[];
  readonly bases: readonly Base[];
}

/** Writes all of it, and prints the tables. */
export async function writeReport(
  folder: ContestFolder,
  reported: Reported,
  print: (line: string) => void,
): Promise<void> {
  const { options, conditions, planned, tuned, runs, bases } = reported;
  const standings = standingsOf(
    options.methods.map(({ id }) => id),
    runs,
    bases,
  );
  const about = [
    `${options.common.model}, ${options.rankings} rankings by ${whoRanked(options)}, ${options.iterations} iterations, n = ${counted(options.seeds.length, 'seed')}, on ${conditions.adapter}.`,
    `Each point: ${LOOK_ANSWERS} answers to each of ${LOOK_PROMPTS} held-out prompts. Of best-of-n the KL is an upper bound (Beirami et al. 2024).`,
  ];
  const text = reportText(reported, standings, about);
  await folder.write('contest.md', text);
  await folder.write('contest.csv', runsCsv(runs, bases));
  const record = {
    format: 'nudge-contest',
    version: 1,
    conditions,
    planned,
    rates: Object.fromEntries(tuned.rates),
    tunedOn: tuned.labeler,
    standings,
    bases,
    runs,
  };
  await folder.write('contest.json', runJson(record));
  await folder.write('frontier.svg', svgOf(frontierOf(standings, about)));
  await folder.write('measures.svg', svgOf(measuresOf(standings, about)));
  print(text);
  print(`Wrote ${folder.path}/contest.md, contest.json, contest.csv, frontier.svg and measures.svg`);
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The labeler; or people, whom utility does not know. */
function whoRanked({ labeler, common: { rankingsFile } }: CompareOptions): string {
  return rankingsFile === null
    ? labeler
    : `people (${basename(rankingsFile)}; utility is what ${labeler} makes of answers, from which nobody learned)`;
}

function reportText(
  { options, budget, tuned }: Reported,
  standings: Standings,
  about: readonly string[],
): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
  const broken = brokenLines(standings.methods);
  const rate = tuned.labeler ? `tuned on ${tuned.labeler}` : 'as usual, not tuned';
  return `# ${counted(options.methods.length, 'method')} from the same rankings

${about.join(' ')}
Means over seeds with 95 % intervals by Student's t, from three seeds on. Utility and reward are above the base model's own answers to the
same prompts, in spreads of these. Learning rates: ${rate}.

${standingsTable(standings)}
${broken.length > 0 ? `\n## What broke\n\n${list(broken)}\n` : ''}
## Differences in true utility

Paired by seed, t-test, 5 % for all pairs together (Holm).

${list(differenceLines(standings.differences))}

## Best of n

${bestOfTable(standings)}

## What was given

${list(budget)}

Made by \`${commandFor(options)}\`${tuned.labeler ? ' with the rates above as its --tuning' : ''}.

## What was used

${usedTable(standings)}
`;
}
