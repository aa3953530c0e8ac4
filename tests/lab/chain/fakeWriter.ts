/** A made-up model for tests: writes what it is told to, and finds some texts more probable than others. */
import type {
  JudgedAnswer,
  LanguageModel,
  Learnt,
  LessonOptions,
} from '../../../src/lab/model/languageModel.ts';

export interface FakeWriter extends LanguageModel {
  /** All that it was asked to write. */
  readonly asked: string[];
  readonly lessons: (readonly JudgedAnswer[])[];
  /** How each lesson was given. */
  readonly ways: (LessonOptions | undefined)[];
  /** Answers to a prompt, each time that it was asked to write. */
  readonly samples: number[];
}

/**
 * @param says the i-th text for a prompt
 * @param likes nats of a continuation after a prefix; the shorter the more probable where it is left out
 */
export function fakeWriter(
  says: (prompt: string, sample: number) => string,
  likes: (prefix: string, continuation: string) => number = (_, text) => -text.length,
  chat = false,
): FakeWriter {
  const asked: string[] = [];
  const lessons: (readonly JudgedAnswer[])[] = [];
  const ways: (LessonOptions | undefined)[] = [];
  const written: number[] = [];
  return {
    asked,
    lessons,
    ways,
    samples: written,
    facts: {
      label: 'fake',
      parameters: 1,
      context: 256,
      chat,
      promptEnd: '',
      prompts: [],
      adapter: '',
      software: true,
    },
    generate: async (prompts, { samples = 1, chat: asks }, hooks = {}) => {
      hooks.signal?.throwIfAborted();
      asked.push(...prompts);
      written.push(samples);
      return prompts.flatMap((prompt) =>
        Array.from({ length: samples }, (_, sample) => ({
          text: says(prompt, sample),
          tokens: 3,
          finished: true,
          ...(asks && { read: { text: `<user>${prompt}<model>`, chat: { messages: [], template: 't' } } }),
        })),
      );
    },
    logProbability: async (texts) =>
      texts.map(({ prefix, continuation }) => {
        const sum = likes(prefix, continuation);
        return { sum, mean: sum / 2, tokens: 2 };
      }),
    embed: () => Promise.reject(new Error('not here')),
    learn: async (answers, _seed, _hooks, how): Promise<Learnt> => {
      lessons.push(answers);
      ways.push(how);
      return { answers: answers.length, left: 0, iteration: lessons.length, liked: 1, others: -1 };
    },
  };
}
