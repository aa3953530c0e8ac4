/** A class made up for tests: who ranks what how, and the files that come of it, in every format that the page lets out. */
import { createJudgement } from '../../../src/preferences/log.ts';
import type { Answer, PreferenceEvent, RankingEvent } from '../../../src/preferences/event.ts';
import { exportPairs, exportRankings } from '../../../src/preferences/exportRows.ts';
import { mulberry, shuffle } from '../../../src/preferences/chance.ts';
import type { ClassFile } from '../../../src/preferences/class/gather.ts';
import { writeHandIn } from '../../../src/preferences/class/handIn.ts';
import type { ClassRater } from '../../../src/preferences/class/rater.ts';

export interface MadeSet {
  readonly prompt: string;
  /** The best first, by the taste that everybody has more or less. */
  readonly answers: readonly Answer[];
}

/** Sets of four answers; tokens are made up. */
export function makeSets(count: number, about = 'The Mill'): readonly MadeSet[] {
  return Array.from({ length: count }, (_, set) => ({
    prompt: `name: ${about} ${set}, food: Chinese\n`,
    answers: ['short', 'a bit longer', 'longer than these two', 'the longest answer of them all'].map(
      (text, at) => ({
        text: `${about} ${set} is ${text}.`,
        tokens: [set, at, 7],
        finished: true,
        iteration: 0,
      }),
    ),
  }));
}

export interface Taste {
  /** 0: always by the common taste; larger: the more by lot. */
  readonly noise: number;
  /** Puts what is shown first first, this often. */
  readonly firstBias?: number;
  /** Sets are ranked a second time. */
  readonly again?: number;
}

/** A student's log. The same seed gives the same. */
export function makeLog(sets: readonly MadeSet[], seed: number, taste: Taste): readonly RankingEvent[] {
  const random = mulberry(seed);
  const schedule = [...sets, ...sets.slice(0, taste.again ?? 0)];
  return schedule.map(({ prompt, answers }, at): RankingEvent => {
    const order = shuffle(answers.length, random);
    const worth = order.map((answer) => answer + taste.noise * (random() - 0.5));
    if (random() < (taste.firstBias ?? 0)) worth[0] = -100;
    const ranked = order.map((_, place) => place).sort((a, b) => worth[a] - worth[b]);
    return createJudgement(
      {
        type: 'ranking',
        prompt,
        answers: order.map((answer) => answers[answer]),
        tiers: ranked.map((place) => [place]),
        rater: 'person',
        leadTime: 4000,
      },
      { id: `${seed}-${at}`.padStart(32, '0'), at: 1_700_000_000_000 + seed * 1000 + at },
    ) as RankingEvent;
  });
}

export const raterOf = (key: string, events: readonly PreferenceEvent[]): ClassRater => ({
  key,
  name: key,
  files: [key],
  events,
  unordered: new Set<string>(),
  tasks: null,
});

export const NAMES =
  `张伟 王芳 李娜 刘洋 陈杰 杨静 赵磊 黄敏 周涛 吴丽 Anna Ben Carla David Emma Felix Greta Hannah Ivan Jana
  Kenji Léa Miloš Noor Olu Priya Quinn Ruth Siân Tomás`.split(/\s+/);

export const handInOf = (name: string, events: readonly PreferenceEvent[], student = `student-${name}`) =>
  writeHandIn({ name, student, at: 1_700_000_100_000 }, events);

/**
 * Thirty people's files, as a course's platform gives them: handed in, rankings, pairs, one torn, one with two files, one with
 * other prompts, one empty, and something that is none.
 */
export function thirtyFiles(sets: readonly MadeSet[]): readonly ClassFile[] {
  return NAMES.flatMap((name, at): ClassFile[] => {
    const log = makeLog(sets, at + 1, { noise: 3, again: 3 });
    if (at === 3) return [{ path: `${name}.jsonl`, text: exportRankings(log).slice(0, -40) }];
    if (at === 4)
      return [
        { path: `${name}.jsonl`, text: exportRankings(log.slice(0, 6)) },
        { path: `${name} (1).jsonl`, text: exportRankings(log) },
      ];
    if (at === 5) {
      const other = makeLog(makeSets(5, 'Elsewhere'), 900, { noise: 3 });
      return [{ path: `${name}.hand-in.jsonl`, text: handInOf(name, other) }];
    }
    if (at % 3 === 0)
      return [{ path: `${name}_41${at}_assignsubmission_file_rankings.jsonl`, text: exportRankings(log) }];
    if (at % 3 === 1) return [{ path: `class/${name}/preferences.jsonl`, text: exportPairs(log) }];
    return [{ path: 'hand-in.jsonl', text: handInOf(name, log) }];
  });
}
