/** An assignment out of what is open on the page: its settings and model, and answers that everybody is to rank. Must not know React. */
import { isJudgement, newStamp } from '../../../preferences/log.ts';
import { asShown, type Answer, type PreferenceEvent } from '../../../preferences/event.ts';
import { setKey } from '../../../preferences/class/ratedSets.ts';
import {
  readAssignment,
  writeAssignment,
  type AssignedSet,
  type Assignment,
  type Task,
} from '../../../preferences/class/assignment.ts';
import { mulberry, shuffle } from '../../../preferences/chance.ts';
import { fittingPrompts } from '../../rank/state/promptPicker.ts';
import type { ShownRun } from '../../runs/state/runStore.ts';
import { writeHash } from '../../settings/state/hash.ts';

/** What the form says. */
export interface Draft {
  readonly title: { readonly en: string; readonly zh: string };
  readonly text: { readonly en: string; readonly zh: string };
  readonly source: 'ranked' | 'written' | 'none';
  readonly sets: number;
  readonly repeats: number;
  readonly tasks: readonly Task[];
}

/** The answer sets of a log, each once, the newest first. */
export function rankedSets(events: readonly PreferenceEvent[]): readonly AssignedSet[] {
  const sets = new Map<string, AssignedSet>();
  for (const event of events.filter(isJudgement).toReversed()) {
    const { prompt, chat, answers } = event;
    const key = setKey(prompt, answers);
    if (answers.length < 2 || sets.has(key) || answers.some(({ text }) => text === '')) continue;
    sets.set(key, {
      prompt,
      ...(chat && { chat: { ...chat, messages: [...chat.messages] } }),
      answers: answers.map((answer) => ({ ...answer, tokens: [...answer.tokens] })),
    });
  }
  return [...sets.values()];
}

/**
 * Has the model write sets of answers to as many prompts.
 * @throws what writing throws; nothing is made then
 */
export async function writtenSets(
  write: (prompt: string) => Promise<readonly Answer[]>,
  { session, settings }: Pick<ShownRun, 'session' | 'settings'>,
  count: number,
  tell: (done: number) => void,
): Promise<readonly AssignedSet[]> {
  if (!session) throw new Error('No model is open. Nothing was written; open one and try again.');
  const prompts = fittingPrompts(session.prompts.train, session, settings);
  const order = shuffle(prompts.length, mulberry(settings.seed)).slice(0, count);
  const sets: AssignedSet[] = [];
  for (const at of order) {
    const prompt = prompts[at];
    const chat = session.reading.chats.get(prompt);
    const answers = await write(prompt);
    sets.push({
      prompt,
      ...(chat && { chat: { ...chat, messages: [...chat.messages] } }),
      // An answer of nothing cannot be ranked by who reads it.
      answers: answers
        .filter(({ text }) => text.trim() !== '')
        .map((answer) => ({
          ...answer,
          ...asShown(answer.exact ?? answer.text),
          tokens: [...answer.tokens],
        })),
    });
    tell(sets.length);
  }
  return sets.filter(({ answers }) => answers.length > 1);
}

/** @throws AssignmentError for what no page would take */
export function assignmentOf(
  draft: Draft,
  sets: readonly AssignedSet[],
  { settings, model }: Pick<ShownRun, 'settings' | 'model'>,
): Assignment {
  const { title, text, repeats, tasks } = draft;
  // A link to a folder of this computer leads nowhere else: the address leaves it out.
  const hash = writeHash({ settings, model }).replace(/^#/, '');
  return readAssignment(
    writeAssignment({
      id: newStamp().id,
      title,
      text,
      settings: hash,
      sets: [...sets],
      repeats: Math.min(repeats, Math.floor(sets.length / 2)),
      tasks: [...tasks],
    }),
  );
}
