/** A small run as a record, as somebody would send it. Its numbers are made up. */
import type { RankingEvent } from '../../../src/preferences/event.ts';
import type { MetricsRow } from '../../../src/rl/algorithms/metrics.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import type { RunRecord } from '../../../src/rl/runs/record.ts';

export const sentRanking = (at: number): RankingEvent => ({
  type: 'ranking',
  id: `ranking-${at}`,
  at: 1_700_000_000_000 + at,
  prompt: `name: The Eagle ${at}, type: pub\n`,
  answers: ['Short.', 'A longer one with some words in it – café, 😀.'].map((text, index) => ({
    text,
    tokens: [at, index, 5, 6],
    finished: true,
    iteration: 0,
  })),
  tiers: [[0], [1]],
  rater: 'person',
  leadTime: 1200,
});

/** Numbers with all their digits, which differ from row to row as those of a run do. */
export const sentRow = (iteration: number): MetricsRow => ({
  iteration,
  values: {
    'nudge/score': Math.sin(iteration) / 3,
    'objective/kl': Math.sqrt(iteration),
    'nudge/entropy': 1 / iteration,
  },
});

const measured = (rankings: number) => ({ rankings, pairs: rankings, accuracy: 0.75, kendallTau: 0.5 });

export function sentRun(iterations: number, change: Partial<RunRecord> = {}): RunRecord {
  return {
    id: 'sent',
    name: 'brisk-otter',
    created: 1_700_000_000_000,
    algorithm: DEFAULT_SETTINGS.algorithm,
    seed: 7,
    model: 'blurbs-tiny',
    address: 'blurbs-tiny',
    adapter: 'an adapter made up for this test',
    kernels: 'quad16',
    settings: { seed: 7, learningRate: 1e-4, rewardBag: true },
    labeler: 'person',
    baseUtility: null,
    prompts: { train: ['name: The Eagle\n'], heldOut: [] },
    rankings: [1, 2, 3, 4].map(sentRanking),
    history: Array.from({ length: iterations }, (_, at) => sentRow(at + 1)),
    agreement: [{ iteration: 0, heldOut: measured(1), trained: measured(3) }],
    samples: [1, 2, 3].map((iteration) => ({
      iteration,
      samples: [{ prompt: 'name: The Eagle\n', text: `A pub, ${iteration}.`, score: 0.5, kl: 1.25 }],
    })),
    comparisons: [],
    ...change,
  };
}
