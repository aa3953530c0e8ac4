/** What the fake trainer knows of its model: prompts, sentences, a session, a measurement. Numbers are made up. */
import type { SessionInfo, StepMeasurement } from '../../src/workers/protocol.ts';

export const PROMPTS = [
  'name: The Eagle, type: pub, food: English, price: cheap, area: riverside\n',
  'name: The Mill, type: coffee shop, food: Indian, family: yes, near: The Sorrento\n',
  'name: Blue Spice, type: restaurant, price: high, rating: 5 out of 5\n',
  'name: The Punter, food: Italian, area: city centre, family: no\n',
];

export const TEXTS = [
  'NAME is a cheap place by the riverside that serves good food to everyone who comes along.',
  'NAME is a cheap place.',
  'By the riverside you will find NAME, a place with cheap and simple food.',
  'NAME is a place. It is cheap and it has good food.',
];

/** The `index`-th sentence about the place of a prompt. */
export function textOf(prompt: string, index: number): string {
  return TEXTS[index % TEXTS.length].replace('NAME', /name: ([^,]*)/.exec(prompt)?.[1] ?? '');
}

export const AGREEMENT = { rankings: 1, pairs: 6, accuracy: 5 / 6, kendallTau: 2 / 3 };

export const MEASUREMENT: StepMeasurement = {
  responses: 16,
  tokens: 688,
  dispatches: 92,
  milliseconds: 61.5,
  kernels: [
    {
      kernel: 'matmul.quad16.tn',
      dispatches: 12,
      milliseconds: 40,
      time: 0.8,
      gflopPerSecond: 21.4,
      bound: 'arithmetic',
      share: 0.62,
    },
    {
      kernel: 'fill',
      dispatches: 2,
      milliseconds: 10,
      time: 0.2,
      gflopPerSecond: 0,
      bound: 'memory',
      share: 0.31,
    },
  ],
  limits: { gflops: 34.5, gigabytesPerSecond: 5.1 },
};

export const SESSION: SessionInfo = {
  model: 'blurbs-tiny',
  modelLabel: 'blurbs-tiny',
  parameters: 941_000,
  adapter: 'fake adapter',
  softwareAdapter: true,
  kernels: {
    variant: 'quad16',
    families: { matmul: 'quad16', norm: 'lane', sample: 'lane', attention: 'group' },
    how: 'measured',
    milliseconds: { quad16: 21, register16: 33 },
  },
  prompts: { train: PROMPTS.slice(0, 3), heldOut: PROMPTS.slice(3) },
  reading: { chats: new Map(), tokens: new Map(), context: 96, template: null },
  iteration: 0,
  history: [],
  agreement: null,
  baseUtility: {
    shorter: { mean: -20, sd: 4 },
    warmer: { mean: 0, sd: 1 },
    question: { mean: 0, sd: 1 },
    family: { mean: 0, sd: 1 },
    facts: { mean: 0, sd: 1 },
  },
  warning: null,
};
