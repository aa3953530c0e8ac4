/** Answers of a model under templates, the same questions under each. Knows a language model by its type alone. */
import type { Stream } from '../../rl/random.ts';
import type { CallHooks, LanguageModel } from '../model/languageModel.ts';
import { fill } from './templates.ts';

export interface TemplateAnswer {
  readonly question: string;
  /** What the model read. */
  readonly prompt: string;
  /** As people see it: the template's first words, and what the model wrote. */
  readonly answer: string;
}

export interface AnswerOptions {
  readonly seed: number;
  readonly maxTokens: number;
  /** Through the model's chat template, where it has one. */
  readonly chat?: boolean;
}

/** Answers to every question under one template. */
export async function answersUnder(
  model: Pick<LanguageModel, 'facts' | 'generate'>,
  template: string,
  questions: readonly string[],
  { seed, maxTokens, chat = false }: AnswerOptions,
  hooks?: CallHooks,
): Promise<TemplateAnswer[]> {
  const asked = chat && model.facts.chat;
  // A chat template says itself where the prompt ends.
  const filled = questions.map((question) => fill(template, question, asked ? '' : model.facts.promptEnd));
  const written = await model.generate(
    filled.map(({ prompt }) => prompt),
    { maxTokens, seed, ...(asked && { chat: {} }) },
    hooks,
  );
  return filled.map(({ prompt, start }, index) => ({
    question: questions[index],
    prompt,
    answer: `${start}${written[index].text}`.trim(),
  }));
}

/** Some of the questions, in an order of the stream's. */
export function someQuestions(questions: readonly string[], count: number, random: Stream): string[] {
  return random
    .permutation(questions.length)
    .slice(0, count)
    .map((index) => questions[index]);
}
