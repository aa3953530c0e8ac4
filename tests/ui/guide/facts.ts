/** A page for the guide to read: made-up answers, a ranking and a run. */
import type { Comparison } from '../../../src/rl/runs/compare.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import type { GuideFacts } from '../../../src/ui/guide/state/facts.ts';

export const COMPARISON: Comparison = {
  prompt: 'name: The Mill\n',
  iteration: 3,
  base: { text: 'The Mill is a pub.', score: 0, tokens: [] },
  current: {
    text: 'The Mill is a lovely pub!',
    score: 1,
    tokens: [
      { text: 'The', logp: -0.1, logpRef: -0.1 },
      { text: ' Mill', logp: -0.2, logpRef: -0.1 },
      { text: ' is', logp: -0.5, logpRef: -0.4 },
      { text: ' a', logp: -0.3, logpRef: -0.4 },
      { text: ' lovely', logp: -1, logpRef: -3 },
      { text: ' pub', logp: -0.6, logpRef: -0.9 },
      { text: '!', logp: -0.9, logpRef: -1.4 },
      { text: '<|endoftext|>', logp: -0.1, logpRef: -4 },
    ],
  },
};

/** @param curves values of metrics, of iterations 1, 2, 3 … */
export function factsWith(
  change: Partial<GuideFacts> = {},
  curves: Readonly<Record<string, readonly number[]>> = {},
): GuideFacts {
  return {
    source: 'live',
    answers: [],
    begun: false,
    rankings: 0,
    last: null,
    agreement: null,
    iteration: 0,
    settings: DEFAULT_SETTINGS,
    changes: [],
    comparison: null,
    yardstick: { metric: 'utility/shorter', spread: 4 },
    ...change,
    curve: (metric) => {
      const y = [...(curves[metric] ?? [])];
      return { x: y.map((_, at) => at + 1), y };
    },
  };
}
