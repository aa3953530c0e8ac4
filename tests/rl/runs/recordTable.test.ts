import { expect, it } from 'vitest';
import { differences } from '../../../src/rl/runs/recordTable.ts';

const run = (id: string, settings: object) => ({
  id,
  settings: { rewardBag: true, ...settings },
  labeler: 'person' as const,
});

it('says what differs from the default, and what tells runs apart', () => {
  const found = differences([
    run('a', { learningRate: 1e-4, answers: 3, seed: 2 }),
    run('b', { answers: 3 }),
    run('c', { answers: 3, learningRate: 1e-4, temperature: 0.5 }),
  ]);
  const said = (id: string) => found.get(id)?.map(({ name, value, apart }) => [name, value, apart]);
  expect(said('a')).toEqual(
    expect.arrayContaining([
      ['answers', 3, false],
      ['learningRate', 1e-4, true],
      ['temperature', 0.7, true],
    ]),
  );
  // At its default, but others are not.
  expect(said('b')).toEqual(expect.arrayContaining([['learningRate', 3e-4, true]]));
  // The seed has a column of its own.
  expect(said('a')?.some(([name]) => name === 'seed')).toBe(false);
  expect(differences([run('d', {})]).get('d')).toEqual([]);
  // One that was kept before the default changed does not say.
  const before = differences([{ id: 'e', settings: {}, labeler: 'person' }]).get('e');
  expect(before?.map(({ name, value }) => [name, value])).toEqual([['rewardBag', false]]);
  expect(differences([]).size).toBe(0);
});
