/** Broken inputs for every parser, a few hundred each, and that the fuzzer itself finds what is wrong. */
import { describe, expect, it } from 'vitest';
import { fuzz, type Parser } from '../../scripts/fuzz/fuzz.ts';
import { chance, mutateJson } from '../../scripts/fuzz/mutate.ts';
import { parsers } from '../../scripts/fuzz/parsers.ts';

const EACH = 200;
/** What nobody would wait for, on a machine that does a great deal else. */
const CROWDED_MS = 20_000;

const all = await parsers(process.cwd());

describe.each(all.map((parser) => [parser.name, parser] as const))('%s', (_, parser) => {
  it('reads or refuses each broken input in its own words', async () => {
    const { read, refused, faults } = await fuzz(parser, EACH, 7, { longestMs: CROWDED_MS });
    expect(faults).toEqual([]);
    expect(read + refused).toBe(EACH);
  }, 120_000);
});

describe('the fuzzer', () => {
  const parser = (take: (input: string) => unknown): Parser => ({
    name: 'a parser',
    refusals: ['RangeError'],
    make: (random) => String(random.below(2)),
    take,
  });

  it.each([
    ['an error of no own kind', () => JSON.parse('{'), /^threw SyntaxError/],
    ['a message without end', () => Promise.reject(new RangeError('x'.repeat(500))), /^a message of 500/],
    ['what takes all memory', () => new Uint8Array(300 << 20).length, /MiB$/],
  ])('names %s', async (_, take, what) => {
    const { faults } = await fuzz(parser(take), 2, 1);
    expect(faults[0].what).toMatch(what);
  });

  it('counts what is refused and what is read', async () => {
    const half = parser((input) => {
      if (input === '1') throw new RangeError('no');
    });
    const { read, refused, faults } = await fuzz(half, 100, 1);
    expect(faults).toEqual([]);
    expect(read).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
  });

  it('breaks the same seed in the same way', () => {
    const json = JSON.stringify({ a: [1, 2, { b: 'c' }], d: null });
    const broken = (seed: number) => mutateJson(json, chance(seed));
    expect(broken(5)).toBe(broken(5));
    expect(new Set(Array.from({ length: 50 }, (_, seed) => broken(seed))).size).toBeGreaterThan(30);
  });
});
