/** Words of ranking in English: the facts, the answers, what was ranked last. Part of en.ts. */
export const enRank = {
  facts: {
    type: 'Type',
    food: 'Food',
    price: 'Price',
    rating: 'Rating',
    area: 'Area',
    family: 'Families',
    near: 'Near',
  },

  rank: {
    title: 'Rank',
    lead: 'Which blurb do you like best?',
    hint: 'Click the blurbs, best first, or press 1–4; the same number is a tie.',
    hintTouch: 'Tap the blurbs, best first; the same number is a tie.',
    prompt: 'Facts the model was given',
    answers: 'Answers to rank',
    answer: (letter: string) => `Answer ${letter}`,
    rankOf: (letter: string, rank: number) => `Answer ${letter}: rank ${rank}`,
    handle: (letter: string) => `Drag answer ${letter}`,
    ranked: (rank: number, tied: readonly string[]) =>
      tied.length > 0 ? `Rank ${rank}, tied with ${tied.join(' and ')}` : `Rank ${rank}`,
    unranked: 'Not ranked yet',
    writing: 'The model is still writing',
    empty: 'The model wrote nothing.',
    waiting: 'Waiting for the model…',
    rest: 'Blurbs without a number count as tied for last.',
    submitHint: 'Give at least one blurb a number first.',
    failed: (message: string) => `The model could not write answers. ${message}`,
    progress: (count: number, goal: number) => `${count} of ${goal} rankings`,
    starts: (minimum: number, who?: string) => `${who ?? 'The reward model'} starts at ${minimum}`,
    learning: (who?: string) => `${who ?? 'The reward model'} learns from every one`,
    otherwise: (count: number, all: number) =>
      `${count} of ${all} rankings were given to prompts in another form: another chat template or system prompt, or none. They are learned from as they were.`,
    startsNow: 'Enough to train: press Play',
    rater: 'Who ranks',
    raters: {
      person: 'You',
      shorter: 'Shorter',
      length: 'Near a length',
      keyword: 'Says certain words',
      pattern: 'Matches a pattern',
      warmer: 'Warmer',
      question: 'Asks a question',
      family: 'Family first',
      facts: 'Keeps the facts',
      classifier: 'Classifier',
    },
    raterHelp:
      'You, or a simulated taste with a known utility, so that the loop runs by itself and what it likes can be measured.',
  },

  last: {
    none: 'After you submit, the version that wrote each blurb and any score of it appear here.',
  },
};

export type RankWords = typeof enRank;
