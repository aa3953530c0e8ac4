/** What the page says about a simulated rater, in English: what it likes. */
import type { Settings } from '../../../rl/algorithms/settings.ts';

export const enSimulated = {
  likes: {
    shorter: 'Likes fewer words.',
    length: ({ targetWords }: Settings) => `Likes answers of about ${targetWords} words.`,
    keyword: ({ keyword }: Settings) =>
      keyword
        ? `Likes answers that say ${keyword}.`
        : 'Likes answers that say certain words: name them in Settings.',
    pattern: ({ pattern }: Settings) =>
      pattern
        ? `Likes answers that match ${pattern}.`
        : 'Likes answers that match a pattern: give one in Settings.',
    warmer: 'Likes warm words, as “lovely” or “welcoming”.',
    question: 'Likes a question to the reader.',
    family: 'Likes to read early whether families are welcome.',
    facts: 'Likes all the facts, in the words of the prompt.',
    classifier: 'Likes what the classifier is surest of.',
  },
};

/** The shape every language must have. */
export type SimulatedWords = typeof enSimulated;
