/**
 * Turns of a conversation as they are shown and logged: how a question is put to a model, what of it stands behind what was said
 * before, and the event that something done with an answer is. Pure but for an event's stamp. Knows a model by its type.
 */
import { OPENINGS, QUESTIONS } from '../../model/prompts/openings.ts';
import type { Message } from '../../model/prompts/prompts.ts';
import { newStamp } from '../../preferences/log.ts';
import type { FeedbackEvent, FeedbackKind } from '../feedback/event.ts';
import type { LanguageModel, ModelFacts, Written } from '../model/languageModel.ts';

export interface ShownTurn {
  readonly question: string;
  /** What the model read in its place. */
  readonly prompt: string;
  readonly answer: string;
  readonly written: Written;
  /** Updates that the model had learnt from when it wrote this; 0 for as it was loaded. */
  readonly iteration: number;
  /** What was done with it so far. */
  readonly done: readonly FeedbackKind[];
  readonly edited?: string;
}

/** What a model can be asked: its own prompts, else a few that suit any. */
export function questionsFor({ prompts, chat }: ModelFacts): readonly string[] {
  if (prompts.length > 0) return prompts;
  return chat ? QUESTIONS : OPENINGS;
}

/** A question as the model was trained to read it: a chat template says itself where it ends. */
export function promptOf({ facts }: LanguageModel, question: string): string {
  return facts.chat || question.endsWith(facts.promptEnd) ? question : question + facts.promptEnd;
}

/** What a model is given: `before` in its template's roles where it has one, in front of the question otherwise. */
export function putTo(
  model: LanguageModel,
  question: string,
  before: readonly ShownTurn[],
): { readonly prompt: string; readonly chat?: { readonly before: readonly Message[] } } {
  // What was written over is not what the conversation went on from.
  const said = before.filter(({ done }) => !done.includes('regenerate'));
  if (!model.facts.chat) {
    const texts = said.map(
      ({ question, answer, edited }) => `${promptOf(model, question)}${edited ?? answer}`,
    );
    return { prompt: [...texts, promptOf(model, question)].join('\n') };
  }
  const messages = said.flatMap(({ question, answer, edited }) => [
    { role: 'user', content: question },
    { role: 'assistant', content: edited ?? answer },
  ]);
  return { prompt: question, chat: { before: messages } };
}

export function turnOf(question: string, prompt: string, written: Written, iteration = 0): ShownTurn {
  const read = written.read?.text ?? prompt;
  return { question, prompt: read, answer: written.text.trim(), written, iteration, done: [] };
}

/** @param change what is not as of a person in the conversation view */
export function eventOf(
  { question, prompt, answer, written, iteration, edited }: ShownTurn,
  kind: FeedbackKind,
  model: string,
  change: Partial<FeedbackEvent>,
): FeedbackEvent {
  return {
    ...newStamp(),
    kind,
    by: 'person',
    where: 'conversation',
    question,
    prompt,
    // What was edited is what is copied and gone on from.
    answer: kind === 'edit' ? answer : (edited ?? answer),
    ...(written.read && { chat: written.read.chat }),
    model,
    iteration,
    ...change,
  };
}
