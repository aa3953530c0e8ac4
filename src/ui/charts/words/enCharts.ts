/** The curves in English: titles, units, notes. Knows words only. */
import { fixed, plural } from '../../text/format.ts';

export const enCharts = {
  title: 'Curves',
  smooth: 'Smooth',
  smoothHelp: 'Debiased moving average with weight 0.8 over the raw values, which stay as a shadow.',
  showData: 'Show data',
  openIteration: (iteration: string) => `${iteration}: look inside`,
  iteration: 'Iteration',
  fit: 'Fit',
  raw: 'Raw',
  smoothed: 'Smoothed',
  heldOut: 'Held out',
  trained: 'Trained on',
  empty: 'Draws from the first iteration on',
  emptyAgreement: 'Draws from the first fit on',
  notDrawn:
    'What draws curves could not be loaded. The values are in the table; reloading the page loads it again.',
  reward: 'Reward',
  /** Whose utility it is: a rater by name. */
  utilityBy: (rater: string) => `Utility by “${rater}”`,
  kl: 'KL',
  agreement: 'Agreement',
  entropy: 'Entropy',
  clipFraction: 'Clip fraction',
  valueLoss: 'Value loss',
  responseLength: 'Response length',
  units: {
    // By the names that metrics have for them; any other unit is written as it is.
    'nats/token': 'nats/token',
    sd: 'sd',
    rule: '100 tokens',
    tokens: 'tokens',
  },
  target: (value: string) => `target ${value}`,
  base: 'base model',
  chance: 'chance',
  inBand: 'in the band',
  belowBand: 'below the band',
  aboveBand: 'above the band',
  /** 95 % interval of a share. */
  interval: (low: number, high: number) => `95 %: ${fixed(low)}–${fixed(high)}`,
  noneHeldOut: 'Nothing held out: that takes rankings of two prompts.',
  heldOutCount: (pairs: number, rankings: number) =>
    `${plural(pairs, 'pair')} from ${plural(rankings, 'held-out ranking')}`,
  yardstick: 'Yardstick',
  yardstickAuto: 'Best match',
  yardstickAgrees: (name: string, tau: number, count: number) =>
    `${name} (agrees with you, τ ${fixed(tau)} over ${count})`,
  yardstickSimulated: (name: string) => `${name} (the simulated rater’s own utility)`,
  yardstickChosen: (name: string) => `${name} (chosen by you)`,
};

/** The shape every language must have. */
export type ChartWords = typeof enCharts;
