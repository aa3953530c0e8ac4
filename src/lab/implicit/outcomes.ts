/**
 * Events as a reward model and trainers elsewhere can use them: one outcome an answer, the most that any event about it counts (who
 * copies an answer and then leaves liked it); rankings of the answers to one prompt, marked as made of deeds, with their weight; and
 * labels of single answers. Pure. Knows no model.
 */
import type { ChatRecord } from '../../model/prompts/prompts.ts';
import { asShown, MAX_GROUP, type Answer, type RankingEvent } from '../../preferences/event.ts';
import type { UnpairedRow } from '../../preferences/exportRows.ts';
import { LABELER_IDS, type Rater } from '../../tastes/labeler.ts';
import type { FeedbackEvent, FeedbackWeights } from '../feedback/event.ts';
import type { JudgedAnswer } from '../model/languageModel.ts';

/** More would not be one batch. */
const MOST_JUDGED = 64;

/** An answer, and what became of it. */
export interface Outcome {
  readonly prompt: string;
  readonly answer: string;
  readonly value: number;
  readonly by: FeedbackEvent['by'];
  readonly iteration: number;
  readonly chat?: ChatRecord;
  /** Of the last event about it. */
  readonly at: number;
}

/**
 * One for each answer, in the order in which they were given. What an edit made of an answer is an answer of its own, which
 * counts as the one that was copied does: somebody wrote it to have it so.
 */
export function outcomesOf(events: readonly FeedbackEvent[], weights: FeedbackWeights): Outcome[] {
  const found = new Map<string, Outcome>();
  const take = (event: FeedbackEvent, answer: string, value: number): void => {
    const key = JSON.stringify([event.prompt, answer, event.by]);
    const before = found.get(key);
    found.set(key, {
      prompt: event.prompt,
      answer,
      value: Math.max(value, before?.value ?? 0),
      by: event.by,
      iteration: before?.iteration ?? event.iteration ?? 0,
      ...(event.chat && { chat: event.chat }),
      at: event.at,
    });
  };
  for (const event of events) {
    take(event, event.answer, weights[event.kind]);
    const { edited } = event;
    if (edited !== undefined && edited.trim() !== '' && edited !== event.answer)
      take(event, edited, weights.copy);
  }
  return [...found.values()];
}

/**
 * Rankings of answers to one prompt that were not treated alike, people's and each simulated user's apart. The same outcomes give
 * the same ids: what was taken over is known again, and more events about a prompt make another ranking.
 * @param weight how much each counts beside a ranking that was given, above 0 and up to 1
 */
export function rankingsOf(outcomes: readonly Outcome[], weight: number): RankingEvent[] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = JSON.stringify([outcome.by, outcome.prompt]);
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return [...groups.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / MAX_GROUP) }, (_, part) =>
      all.slice(part * MAX_GROUP, (part + 1) * MAX_GROUP),
    ).flatMap((group) => {
      const values = [...new Set(group.map(({ value }) => value))].toSorted((a, b) => b - a);
      if (values.length < 2) return [];
      const tiers = values.map((value) =>
        group.flatMap((outcome, index) => (outcome.value === value ? [index] : [])),
      );
      const [{ prompt, chat }] = group;
      const said = { prompt, ...(chat && { chat }), answers: group.map(answerOf), tiers };
      return [
        {
          type: 'ranking' as const,
          id: `implicit-${fingerprint(JSON.stringify([said, group[0].by]))}`,
          at: Math.max(...group.map(({ at }) => at)),
          ...said,
          rater: raterOf(group[0].by),
          leadTime: 0,
          implicit: weight,
        },
      ];
    }),
  );
}

/** What a policy learns from without a reward model between: the latest answers, each with what it counts. */
export function judgedOf(outcomes: readonly Outcome[], most = MOST_JUDGED): JudgedAnswer[] {
  return outcomes
    .toSorted((a, b) => a.at - b.at)
    .slice(-most)
    .map(({ prompt, chat, answer, value }) => ({ prompt, templated: chat !== undefined, answer, value }));
}

/** Answers that count at least a half as good ones, others as bad ones, as trainers on single labels read them. */
export function labelsOf(outcomes: readonly Outcome[]): UnpairedRow[] {
  return outcomes.map(({ prompt, answer, value }) => ({ prompt, completion: answer, label: value >= 0.5 }));
}

function answerOf({ answer, iteration }: Outcome): Answer {
  return { ...asShown(answer), tokens: [], finished: true, iteration };
}

/** A simulated user goes by the taste, in a hurry or not, where the log knows it. */
function raterOf(by: FeedbackEvent['by']): Rater {
  const [, taste] = /^simulated:(\S+)/.exec(by) ?? [];
  return LABELER_IDS.find((id) => id === taste) ?? 'person';
}

/** FNV-1a over UTF-16 units, twice with different starts. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x9e3779b9]
    .map((start) => {
      let hash = start;
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
