/** What stands on and under a figure that leaves the page, in English. Knows formatting, no state. */
import { plural } from '../../text/format.ts';

export const enFigure = {
  save: (format: string) => `Save as ${format}`,
  group: 'Take this figure along',
  saved: (name: string) => `${name} is in your downloads.`,
  notMade: (message: string) => `The figure was not saved. ${message}`,
  smoothed: 'smoothed',
  run: (name: string, algorithm: string, model: string, seed: number, iterations: number) =>
    `Run ${name}: ${algorithm} on ${model}, seed ${seed}, ${plural(iterations, 'iteration')}.`,
  usual: 'All settings as usual.',
  settings: (list: string) => `Not as usual: ${list}.`,
  adapter: (adapter: string) => `Computed on ${adapter || 'an adapter that its file does not name'}.`,
  smoothing: (weight: number) =>
    `The line is a debiased moving average with weight ${weight} over the raw values, which are its shadow.`,
  made: (date: string, version: string) => `Made on ${date} with Nudge ${version}.`,
};

/** The shape every language must have. */
export type FigureWords = typeof enFigure;
