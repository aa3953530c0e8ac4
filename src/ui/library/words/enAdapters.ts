/** Adapters and the models that they stand on, in English. Knows no state. */
export const enAdapters = {
  title: (name: string) => `${name} is an adapter.`,
  base: (base: string | null, revision: string | null) =>
    base === null
      ? 'It does not say which model it was trained on.'
      : `It was trained on ${base}${revision === null ? '' : ` at ${revision}`}.`,
  other: (base: string | null, revision: string | null) =>
    base === null
      ? 'It does not say which model it was trained on: on another one it would make nonsense.'
      : `It says that it was trained on ${base}${revision === null ? '' : ` at ${revision}`}: if this is another model, it makes nonsense.`,
  ask: 'Open that model below, or drop its folder: the adapter is merged into its weights as it opens.',
  onOpen: (name: string) => `On ${name}, which is open`,
  leave: 'Put it away',
  merged: (adapter: string, base: string) =>
    `The adapter ${adapter} is merged into the weights of ${base} as they are read: training starts from the sum, and the sum is the reference.`,
  reward: {
    taken: (name: string) =>
      `${name} is the reward model now: its scores count as they are. New rankings teach it further.`,
    left: 'Rankings alone teach the reward model again.',
    inUse: (name: string) => `${name} is this run’s reward model.`,
    use: 'It was brought in from its files. Its scores count as they are until you rank; then it learns on from there.',
    leave: 'Put it away: rankings alone',
    closed: (name: string) =>
      `${name} is a reward model, and no model is open that it could score. Open the model that it was trained for, then drop it again.`,
  },
};

/** The shape every language must have. */
export type AdaptersWords = typeof enAdapters;
