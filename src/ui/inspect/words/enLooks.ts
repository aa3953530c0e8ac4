/** Words of comparison and samples, in English. They come with these. */
export const enLooks = {
  compare: {
    title: 'Before and after',
    lead: 'The same facts, the same dice, two models.',
    prompt: 'Facts',
    base: 'Base model',
    current: (iteration: number) =>
      iteration === 0 ? 'Current model' : `Current model, iteration ${iteration}`,
    currentShort: 'Current model',
    none: 'Both answers appear once those to rank are written.',
    score: 'reward',
    scoreHelp: 'Reward-model score of this answer, in standard deviations of the base model’s scores.',
    kl: 'KL',
    klHelp: 'Σ over the tokens of log π − log π_ref: how much more likely this text is now than it was.',
    legend: 'Colour: log π − log π_ref per token',
    less: 'less likely now',
    more: 'more likely now',
    token: 'Token',
    logp: 'log π',
    logpRef: 'log π_ref',
    difference: 'Difference',
    showTokens: 'Show data',
    updating: 'Writing…',
  },
  samples: {
    title: 'Latest samples',
    none: 'What the model writes while it trains appears here.',
    from: (iteration: number) => `From iteration ${iteration}`,
    score: 'reward',
    spread:
      'How far the voices of the reward are apart on it: the reward model, and the words and length that count too (one standard deviation).',
    kl: 'KL',
  },
  /** Of a comparison by a model of one's own. */
  own: { lead: 'The same prompt, the same dice, two models.', prompt: 'Prompt' },
};

export type LookWords = typeof enLooks;
