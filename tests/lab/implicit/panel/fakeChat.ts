/** A model that is asked in a conversation, and a place for what was done, both made up. */
import type { EventStore } from '../../../../src/lab/feedback/eventStore.ts';
import type { JudgedAnswer, LanguageModel, WriteOptions } from '../../../../src/lab/model/languageModel.ts';

/** Directions by what a question speaks of, so that nearness is known. */
const TOPICS = ['eagle', 'river', 'train'] as const;

export interface FakeChat extends LanguageModel {
  /** What it was given to write to. */
  readonly asked: { readonly prompt: string; readonly options: WriteOptions }[];
  /** What it was to learn from. */
  readonly taught: (readonly JudgedAnswer[])[];
  /** Set to make the next writing or learning fail. */
  failure: Error | null;
}

/** Writes "answer 1", "answer 2" and so on, each a word longer than the one before. */
export function fakeChat(chat = false): FakeChat {
  let count = 0;
  const model: FakeChat = {
    asked: [],
    taught: [],
    failure: null,
    facts: {
      label: 'fake',
      parameters: 1,
      context: 256,
      chat,
      promptEnd: '\n',
      prompts: TOPICS,
      adapter: 'none',
      software: true,
    },
    generate(prompts, options) {
      if (model.failure) return Promise.reject(model.failure);
      return Promise.resolve(
        prompts.flatMap((prompt) => {
          model.asked.push({ prompt, options });
          return Array.from({ length: options.samples ?? 1 }, () => {
            count += 1;
            const text = ` answer ${count}${' more'.repeat(count)}`;
            const messages = [...(options.chat?.before ?? []), { role: 'user', content: prompt }];
            const read = { text: `<${prompt}>`, chat: { messages, template: 't' } };
            return { text, tokens: 2, finished: true, ...(options.chat && { read }) };
          });
        }),
      );
    },
    logProbability: () => Promise.resolve([]),
    learn(answers) {
      if (model.failure) return Promise.reject(model.failure);
      model.taught.push(answers);
      return Promise.resolve({
        answers: answers.length,
        left: 0,
        iteration: 2 * model.taught.length,
        liked: 0.25,
        others: -1,
      });
    },
    embed: (texts) =>
      Promise.resolve(
        texts.map((text) => {
          const vector = Float32Array.from(TOPICS, (topic) => (text.includes(topic) ? 1 : 0.01));
          const length = Math.hypot(...vector);
          return vector.map((value) => value / length);
        }),
      ),
  };
  return model;
}

/** A place in memory; while it is `full`, nothing can be written. */
export interface FakeDb extends EventStore {
  readonly stored: object[];
  full: boolean;
}

export function fakeDb(): FakeDb {
  const db: FakeDb = {
    stored: [],
    full: false,
    load: () => Promise.resolve([...db.stored]),
    append(events) {
      if (db.full) return Promise.reject(new Error('The disk is full.'));
      db.stored.push(...events);
      return Promise.resolve();
    },
  };
  return db;
}
