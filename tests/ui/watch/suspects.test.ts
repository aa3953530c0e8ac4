import { expect, it } from 'vitest';
import { suspectsOf } from '../../../src/ui/watch/suspects.ts';

const sample = (text: string, score: number) => ({ prompt: 'p', text, score, kl: 1 });

it('names those that score high and are worth little, whatever the units', () => {
  const worth: Readonly<Record<string, number>> = { good: 300, fooling: 100, dull: 110, honest: 280 };
  const samples = [sample('good', 2), sample('fooling', 2.2), sample('dull', -1), sample('honest', 1)];
  const found = suspectsOf(samples, (_, text) => worth[text], 2);
  expect(found.map(({ text }) => text)).toEqual(['fooling', 'good']);
  expect(found[0]).toMatchObject({ score: 2.2, utility: 100 });
});

it('takes the score alone where all are worth the same', () => {
  const samples = [sample('a', 0), sample('b', 3), sample('c', 1)];
  expect(suspectsOf(samples, () => 5, 1).map(({ text }) => text)).toEqual(['b']);
  expect(suspectsOf([], () => 5)).toEqual([]);
});
