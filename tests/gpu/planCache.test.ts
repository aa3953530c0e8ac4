import { describe, expect, it } from 'vitest';
import { PlanCache } from '../../src/gpu/planCache.ts';

/** A cache of entries named like their keys that tells what was built and freed. */
function prepare(limit: number) {
  const built: string[] = [];
  const freed: string[] = [];
  const cache = new PlanCache<string>(limit, (entry) => freed.push(entry));
  const use = <Result>(key: string, work: (entry: string) => Result | Promise<Result>) =>
    cache.use(
      key,
      async () => {
        built.push(key);
        return key;
      },
      work,
    );
  const touch = async (...keys: string[]) => {
    for (const key of keys) await use(key, () => undefined);
  };
  return { built, freed, cache, use, touch };
}

describe('PlanCache', () => {
  it('builds on a miss only, and hands the result of the work back', async () => {
    const { built, use } = prepare(2);
    expect(await use('a', (entry) => `${entry}1`)).toBe('a1');
    expect(await use('a', async (entry) => `${entry}2`)).toBe('a2');
    expect(built).toEqual(['a']);
  });

  it('frees the least recently used entry when another is needed', async () => {
    const { built, freed, cache, touch } = prepare(2);
    await touch('a', 'b', 'a', 'c');
    expect(freed).toEqual(['b']);
    await touch('b');
    expect(freed).toEqual(['b', 'a']);
    expect(built).toEqual(['a', 'b', 'c', 'b']);
    expect(cache.size).toBe(2);
  });

  it('frees before it builds another, so that both are never in memory together', async () => {
    const freed: string[] = [];
    const cache = new PlanCache<string>(1, (entry) => freed.push(entry));
    const use = (key: string, build: () => void) =>
      cache.use(
        key,
        async () => {
          build();
          return key;
        },
        () => undefined,
      );
    await use('a', () => expect(freed).toEqual([]));
    await use('b', () => expect(freed).toEqual(['a']));
    expect(freed).toEqual(['a']);
  });

  it('builds once for uses that overlap', async () => {
    const { built, use } = prepare(2);
    await Promise.all([use('a', () => 1), use('a', () => 2)]);
    expect(built).toEqual(['a']);
  });

  it('never frees an entry in use, and frees it after when there are too many', async () => {
    const { freed, cache, use, touch } = prepare(1);
    await use('a', async () => {
      await touch('b', 'c');
      expect(freed).toEqual(['b', 'c']);
    });
    expect(cache.size).toBe(1);
    await touch('d');
    expect(freed).toEqual(['b', 'c', 'a']);
  });

  it('forgets everything when cleared; what is in use is freed by its last user', async () => {
    const { built, freed, cache, use, touch } = prepare(3);
    await touch('a');
    await use('b', async () => {
      await use('b', async () => {
        cache.clear();
        await touch('b');
      });
      expect(freed).toEqual(['a']);
    });
    await touch('b');
    expect(freed).toEqual(['a', 'b']);
    expect(built).toEqual(['a', 'b', 'b']);
  });

  it('ends the use when the work fails', async () => {
    const { freed, use, touch } = prepare(1);
    const work = () => Promise.reject(new Error('lost'));
    await expect(use('a', work)).rejects.toThrow('lost');
    await touch('b');
    expect(freed).toEqual(['a']);
  });

  it('builds anew what could not be built', async () => {
    const { cache, freed, touch } = prepare(1);
    const broken = () => Promise.reject(new Error('no memory'));
    await expect(cache.use('a', broken, () => 1)).rejects.toThrow('no memory');
    expect(cache.size).toBe(0);
    await touch('a', 'b');
    expect(freed).toEqual(['a']);
  });
});
