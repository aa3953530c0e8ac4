/** The tabs of a phone in English. Knows words only. */
export const enTabs = {
  title: 'What to do',
  rank: 'Rank',
  watch: 'Watch',
  badges: { alarm: 'alarm', live: 'live', new: 'new' },
};

/** The shape every language must have. */
export type TabWords = typeof enTabs;
