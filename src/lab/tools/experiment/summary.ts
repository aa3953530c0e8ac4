/**
 * What the experiment's results say together: shares over all seeds, what reinforcement learning adds with an interval over them, and
 * whether the goal is met. The goal stands here. Pure.
 */
import type { Verdict } from '../../experiment.ts';
import { intervalOf, type Interval } from '../../intervals.ts';
import { KINDS, type Kind, type WordingSet } from '../questions/wordings.ts';
import type { Practised } from './practice.ts';
import { answersOf, EASY, shareOf, total, type Count, type Scores } from './scoring.ts';

/** Set before the first run. */
export const GOAL = { recipient: 0.98, queries: 0.95, answers: 0.9, alone: 0.05 } as const;

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

export const GOAL_TEXT = `on values never seen: the right recipient in ≥${percent(GOAL.recipient)} of turns, arguments exact in ≥${percent(GOAL.queries)}, answers right in ≥${percent(GOAL.answers)} with tools and <${percent(GOAL.alone)} without`;

export const WORDING_SETS = ['shown', 'asked', 'unseen'] as const satisfies readonly WordingSet[];

/** One seed's result. */
export interface ToolsResult {
  readonly seed: number;
  readonly model: string;
  /** Answers without tools, in the wordings that were shown. */
  readonly alone: Pick<Scores, 'answers'>;
  /** After supervised training, and after reinforcement learning on the wordings of `asked`, where there was any. */
  readonly supervised: Readonly<Record<WordingSet, Scores>>;
  readonly reinforced: Readonly<Record<WordingSet, Scores>> | null;
  readonly curve: readonly Practised[];
}

export interface SetSummary {
  readonly set: WordingSet;
  readonly recipient: number;
  readonly queries: number;
  readonly answers: number;
  /** After reinforcement learning, over the seeds that had it; NaN of none. */
  readonly reinforced: number;
  /** Answers right after it, less before, seed by seed. */
  readonly gain: Interval;
}

export interface Summary {
  readonly alone: number;
  /** Seeds with reinforcement learning. */
  readonly reinforced: number;
  readonly sets: readonly SetSummary[];
  /** Answers in the wordings that were shown, without tools, and with, by kind. */
  readonly kinds: readonly { readonly kind: Kind; readonly alone: number; readonly answers: number }[];
}

export function summarise(results: readonly ToolsResult[]): Summary {
  const share = (of: (result: ToolsResult) => Count) => shareOf(total(results.map(of)));
  const pairs = results.flatMap(({ supervised: before, reinforced: after }) =>
    after ? [{ before, after }] : [],
  );
  const sets = WORDING_SETS.map((set) => ({
    set,
    recipient: share(({ supervised }) => total([supervised[set].first, supervised[set].later])),
    queries: share(({ supervised }) => supervised[set].queries),
    answers: share(({ supervised }) => answersOf(supervised[set])),
    reinforced: shareOf(total(pairs.map(({ after }) => answersOf(after[set])))),
    gain: intervalOf(
      pairs.map(({ before, after }) => shareOf(answersOf(after[set])) - shareOf(answersOf(before[set]))),
    ),
  }));
  const kinds = KINDS.map((kind) => ({
    kind,
    alone: share(({ alone }) => answersOf(alone, (each) => each === kind)),
    answers: share(({ supervised }) => answersOf(supervised.shown, (each) => each === kind)),
  }));
  return { alone: share(({ alone }) => answersOf(alone)), sets, kinds, reinforced: pairs.length };
}

/** Whether the goal was met by the supervised model; what was added is told beside it. */
export function verdict(results: readonly ToolsResult[]): Verdict {
  const { alone, sets } = summarise(results);
  const [shown] = sets;
  const met =
    results.length > 0 &&
    shown.recipient >= GOAL.recipient &&
    shown.queries >= GOAL.queries &&
    shown.answers >= GOAL.answers &&
    alone < GOAL.alone;
  const gains = sets.map(({ set, answers, reinforced, gain }) => {
    if (Number.isNaN(reinforced)) return `${set} wordings ${percent(answers)}`;
    const within = Number.isFinite(gain.low) ? `, 95 % ${signed(gain.low)} to ${signed(gain.high)}` : '';
    return `${set} wordings ${percent(answers)} (${signed(gain.mean)} by reinforcement, seed by seed${within})`;
  });
  const figures = `recipient ${percent(shown.recipient)}, arguments ${percent(shown.queries)}, answers ${percent(shown.answers)}, without tools ${percent(alone)}; ${gains.join('; ')}`;
  return { met, figures };
}

/** One seed in a line. */
export function lineOf(result: ToolsResult): string {
  const { supervised, reinforced, alone } = result;
  const { first, later, queries } = supervised.shown;
  const answers = WORDING_SETS.map(
    (set) =>
      `${set} ${percent(shareOf(answersOf(supervised[set])))}${reinforced ? ` → ${percent(shareOf(answersOf(reinforced[set])))}` : ''}`,
  );
  return `recipient ${percent(shareOf(total([first, later])))}, arguments ${percent(shareOf(queries))}, without tools ${percent(shareOf(answersOf(alone)))}, answers ${answers.join(', ')}`;
}

export const needsTools = (kind: Kind): boolean => !EASY.has(kind);

const signed = (change: number) => `${change < 0 ? '−' : '+'}${percent(Math.abs(change))}`;
