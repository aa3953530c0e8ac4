import { describe, expect, it } from 'vitest';
import {
  ABSENT,
  listwiseBatch,
  listwiseExample,
  minibatches,
  type ListwiseExample,
} from '../../../src/rl/rewards/listwiseBatch.ts';
import { stream } from '../../../src/rl/random.ts';
import { answers, ranking } from '../events.ts';

const encode = (prompt: string) => [prompt.length, 99];

function example(id: string, tiers: readonly number[]): ListwiseExample {
  return { id, tiers, promptLength: 1, sequences: tiers.map((_, index) => [7, index]) };
}

describe('listwiseExample', () => {
  it('joins prompt and answer and gives each answer its tier', () => {
    const event = ranking('a', { prompt: 'abc', tiers: [[2], [0, 3], [1]] });
    expect(listwiseExample(event, encode)).toEqual({
      id: 'a',
      promptLength: 2,
      sequences: [
        [3, 99, 10, 20, 30],
        [3, 99, 11, 20, 30],
        [3, 99, 12, 20, 30],
        [3, 99, 13, 20, 30],
      ],
      tiers: [1, 2, 0, 1],
    });
  });

  it('leaves answers out that were not ranked', () => {
    const { sequences, tiers } = listwiseExample(ranking('a', { prompt: 'abc', tiers: [[3], [1]] }), encode);
    expect(sequences.map((tokens) => tokens[2])).toEqual([11, 13]);
    expect(tiers).toEqual([1, 0]);
  });

  it('takes eight answers and refuses nine', () => {
    const tiers = (count: number) => Array.from({ length: count }, (_, index) => [index]);
    expect(
      listwiseExample(ranking('a', { answers: answers(8), tiers: tiers(8) }), encode).tiers,
    ).toHaveLength(8);
    expect(() => listwiseExample(ranking('a', { answers: answers(9), tiers: tiers(9) }), encode)).toThrow(
      RangeError,
    );
  });
});

describe('what a ranking counts', () => {
  it('comes from the event, and divides no other one’s part', () => {
    const [given, made] = [ranking('a'), ranking('b', { implicit: 0.25 })];
    expect(listwiseExample(given, encode).weight).toBeUndefined();
    const batch = listwiseBatch([given, made].map((event) => listwiseExample(event, encode)));
    expect([...batch.weights]).toEqual([0.5, 0.125]);
  });
});

describe('listwiseBatch', () => {
  it('lays groups out in rows of the same width', () => {
    const batch = listwiseBatch([example('a', [0, 1, 1]), example('b', [1, 0])]);
    expect(batch).toMatchObject({ groups: 2, width: 3 });
    expect(batch.sequences).toEqual([[7, 0], [7, 1], [7, 2], [7, 0], [7, 1], []]);
    const A = ABSENT;
    expect([...batch.members]).toEqual([0, 1, 2, A, A, A, A, A, 3, 4, A, A, A, A, A, A]);
    expect([...batch.tiers]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect([...batch.weights]).toEqual([0.5, 0.5]);
  });

  it('fills a fixed shape with groups that weigh nothing', () => {
    const batch = listwiseBatch([example('a', [1, 0])], 4, 8);
    expect(batch.sequences).toHaveLength(32);
    expect(batch.members).toHaveLength(32);
    expect(Array.from(batch.members.slice(0, 3))).toEqual([0, 1, ABSENT]);
    expect(batch.members.slice(8).every((row) => row === ABSENT)).toBe(true);
    expect([...batch.weights]).toEqual([1, 0, 0, 0]);
  });

  it('names every row at most once', () => {
    const batch = listwiseBatch(
      [example('a', [0, 1]), example('b', [0, 1, 2, 3]), example('c', [2, 1, 0])],
      5,
    );
    const rows = [...batch.members].filter((row) => row !== ABSENT);
    expect(new Set(rows).size).toBe(9);
    expect(Math.max(...rows)).toBeLessThan(batch.groups * batch.width);
  });

  it('can be empty', () => {
    expect(listwiseBatch([])).toMatchObject({ groups: 0, width: 0, sequences: [] });
  });

  it('refuses what does not fit', () => {
    expect(() => listwiseBatch([example('a', [0, 1]), example('b', [0, 1])], 1)).toThrow(RangeError);
    expect(() => listwiseBatch([example('a', [0, 1, 2])], 1, 2)).toThrow(RangeError);
    expect(() => listwiseBatch([example('a', [0, 1])], 1, 9)).toThrow(RangeError);
  });
});

describe('minibatches', () => {
  const items = Array.from({ length: 11 }, (_, index) => index);

  it('visits every example once, the last minibatch being what is left', () => {
    const batches = minibatches(items, 4, stream(1, 'batches'));
    expect(batches.map((batch) => batch.length)).toEqual([4, 4, 3]);
    expect(batches.flat().toSorted((a, b) => a - b)).toEqual(items);
  });

  it('shuffles anew in each pass and repeats with the stream', () => {
    const random = stream(1, 'batches');
    const first = minibatches(items, 4, random);
    const second = minibatches(items, 4, random);
    expect(second).not.toEqual(first);
    expect(minibatches(items, 4, stream(1, 'batches'))).toEqual(first);
  });

  it('makes none of nothing, and refuses a size that is no size', () => {
    expect(minibatches([], 4, stream(1, 'b'))).toEqual([]);
    expect(() => minibatches(items, 0, stream(1, 'b'))).toThrow(RangeError);
  });
});
