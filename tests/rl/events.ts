/** Short ways to write preference events in tests. */
import type { Answer, JudgementEvent, PreferenceEvent, RankingEvent } from '../../src/preferences/event.ts';
import {
  append,
  createJudgement,
  createRedo,
  createUndo,
  type JudgementDraft,
} from '../../src/preferences/log.ts';

export const PROMPT = 'name: The Eagle, type: pub, food: Italian, family: yes\n';

export function answer(text: string, changes: Partial<Answer> = {}): Answer {
  return { text, tokens: [1, 2, 3], finished: true, iteration: 0, ...changes };
}

export function answers(count: number): Answer[] {
  return Array.from({ length: count }, (_, index) =>
    answer(`answer ${index}`, { tokens: [10 + index, 20, 30], iteration: index }),
  );
}

export function draft(changes: Partial<Omit<RankingEvent, 'id' | 'at' | 'type'>> = {}): JudgementDraft {
  return {
    type: 'ranking',
    prompt: PROMPT,
    answers: answers(4),
    rater: 'person',
    leadTime: 1500,
    tiers: [[0], [1], [2, 3]],
    ...changes,
  };
}

export function ranking(
  id: string,
  changes: Partial<Omit<RankingEvent, 'id' | 'at' | 'type'>> = {},
): RankingEvent {
  return createJudgement(draft(changes), { id, at: 1000 }) as RankingEvent;
}

export function judgement(id: string, type: 'skip' | 'unusable'): JudgementEvent {
  const { prompt, leadTime, rater } = ranking(id);
  return createJudgement({ type, prompt, leadTime, rater, answers: answers(3) }, { id, at: 2000 });
}

/**
 * Plays a short script onto a log: a lower-case letter is a ranking of that id, `-` an undo, `+` a redo.
 * Events get ids by position, so a script always gives the same log.
 */
export function play(script: string, events: readonly PreferenceEvent[] = []): readonly PreferenceEvent[] {
  let log = events;
  for (const step of script) {
    const stamp = { id: `${step}${log.length}`, at: log.length };
    const event =
      step === '-' ? createUndo(log, stamp) : step === '+' ? createRedo(log, stamp) : ranking(step);
    if (event === null) throw new Error(`"${step}" has nothing to act on in "${script}"`);
    log = append(log, event);
  }
  return log;
}

export function ids(events: readonly PreferenceEvent[]): string {
  return events.map((event) => event.id).join('');
}
