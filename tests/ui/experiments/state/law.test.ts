import { expect, it } from 'vitest';
import { bestOfPool, lawAt } from '../../../../src/experiments/overoptimisation.ts';
import { lawLine, lawView } from '../../../../src/ui/experiments/state/law.ts';

const base = { mean: 1, sd: 2 };
const baseUtility = { shorter: base, warmer: base, question: base, family: base, facts: base };
/** A run whose truth follows the law to the digit: its peak is at e^(1 − 1) = 1. */
const law = { law: 'learning', alpha: 1, beta: 1 } as const;
const distances = [0, 0.5, 1, 2, 4];
const history = distances.map((d, at) => ({
  iteration: at + 1,
  values: { 'objective/kl': d * d, 'nudge/score': d, 'utility/facts': base.mean + base.sd * lawAt(law, d) },
}));
const samples = history.map(({ iteration }) => ({ iteration, samples: [] }));
const arm = { history, agreement: [], baseUtility, samples };

it('finds the law, the answers at the peak and those beyond it', () => {
  const pool = [Array.from({ length: 8 }, (_, score) => ({ score, value: score / 4 }))];
  const view = lawView(arm, 'facts', bestOfPool(pool, [1, 2, 4, 8]));
  expect(view.learning?.alpha).toBeCloseTo(1, 6);
  expect(view.learning?.peak?.d).toBeCloseTo(1, 6);
  expect(view.proxy.map(({ d, value }) => [d, value])).toEqual(distances.map((d) => [d, d]));
  expect([view.atPeak?.iteration, view.beyond?.iteration]).toEqual([3, 5]);
  expect(view.bestOf?.law).toBe('bestOfN');
  const line = lawLine(view.learning!, 4);
  expect([line.y[0], line.x.at(-1)]).toEqual([0, 4]);
});

it('shows no answers at a peak that lies beyond all that was tried', () => {
  const near = { ...arm, history: history.slice(0, 2).concat({ ...history[1], iteration: 3 }) };
  expect(lawView(near, 'facts', []).atPeak).toBeNull();
});
