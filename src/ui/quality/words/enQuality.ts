/** How good the reward model is, in English. Knows formatting, no state. */
import { fixed, percent, plural } from '../../text/format.ts';

type Interval = readonly [low: number, high: number];

export const enQuality = {
  title: 'How good is the reward model?',
  lead: 'On rankings that it never learned from, with a 95 % interval. Beside it: the same on those that it learned from. Far better there means learned by heart.',
  reading: 'Asking the reward model …',
  none: 'There is no reward model yet. It is fitted once there are four rankings: rank, or let a simulated rater do it.',
  noTrainer: 'No model is open.',
  recorded:
    'This is a recorded run. A recording keeps the agreement of each fit; the rest is asked of the reward model itself, in a run of your own.',
  noneHeldOut: 'No ranking is held out yet: numbers appear from the first one on.',
  failed: (reason: string) =>
    `The reward model could not be asked. The run is as it was; open this again. ${reason}`,
  measured: (rankings: number, prompts: number) =>
    `Measured on ${plural(rankings, 'ranking')} of ${plural(prompts, 'prompt')}.`,
  numbers: 'In numbers',
  interval: ([low, high]: Interval, share: boolean) =>
    share ? `95 %: ${percent(low)} to ${percent(high)}` : `95 %: ${fixed(low)} to ${fixed(high)}`,
  noInterval: 'too few prompts for an interval',
  trained: (value: string, count: string) => `learned from: ${value} (${count})`,
  byLot: (value: string) => `by lot: ${value}`,
  counts: {
    pairs: (count: number) => plural(count, 'pair'),
    rankings: (count: number) => plural(count, 'ranking'),
    choices: (count: number) => plural(count, 'choice'),
  },
  measures: {
    accuracy: { name: 'Accuracy', help: 'Pairs put in the ranking’s order; equal scores are half right.' },
    tauB: {
      name: 'Kendall’s τ-b',
      help: '1: the same order, −1: the opposite one. Ties on both sides are corrected for.',
    },
    ndcg: {
      name: 'NDCG',
      help: 'How much of the good comes first: gain 2^y − 1 with y the ranks above the worst, discount log₂(1 + place).',
    },
    logLikelihood: {
      name: 'Log-likelihood, nats',
      help: 'Per choice under Plackett-Luce: which answer comes before all that are worse. Nearer 0 is better.',
    },
    calibrationError: {
      name: 'Calibration error',
      help: 'How far what it says is from what happens, mean over pairs (ECE). Few pairs make it larger than it is.',
    },
  },
  plot: {
    title: 'Does it know how sure it may be?',
    text: 'Of each held-out pair the reward model says how likely the answer that it likes is the better one: σ of the difference of their scores before they are normalised. On the line, it is right as often as it says; below it, it is too sure.',
    otherLoss: 'This loss asks for an order and for no probabilities: do not expect the line.',
    says: 'says',
    right: 'is right',
    summary: (parts: string) => (parts === '' ? 'No pairs.' : `It says, and is right: ${parts}.`),
    part: (says: string, right: string, pairs: number) => `${says}, ${right} of ${plural(pairs, 'pair')}`,
    table: 'The bins of the plot',
    headers: ['Says', 'On average', 'Is right', '95 %', 'Pairs'],
  },
  how: 'Tied answers make no pair. Of a partial ranking only ranked answers count; rankings that are all tied tell nothing. Accuracy and bins: Wilson’s interval, for as many pairs as are independent in effect (pairs on one prompt are not). All others: bootstrap over prompts, 400 draws.',
};

/** The shape every language must have. */
export type QualityWords = typeof enQuality;
