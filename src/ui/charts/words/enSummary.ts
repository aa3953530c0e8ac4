/** A chart in sentences, in English. Knows words only. */
export const enSummary = {
  /** What stands between two sentences. */
  between: ' ',
  iteration: (x: number) => `iteration ${x}`,
  fit: (x: number) => `fit ${x}`,
  now: (value: string, at: string) => `${value} at ${at}.`,
  note: (note: string) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`,
  trends: { rises: 'It rises.', falls: 'It falls.', holds: 'It neither rises nor falls.' },
  first: (value: string, at: string) => `It began with ${value} at ${at}.`,
  range: (low: string, lowAt: string, high: string, highAt: string) =>
    `Lowest: ${low} at ${lowAt}; highest: ${high} at ${highAt}.`,
  trained: (value: string) => `On what it has learned from: ${value}.`,
  second: (value: string) => `The second yardstick: ${value}.`,
  over: (name: string, value: string, at: string) => `${name}, laid over it: ${value} at ${at}.`,
};

/** The shape every language must have. */
export type SummaryWords = typeof enSummary;
