import { describe, expect, it } from 'vitest';
import { SampleClock } from '../../../src/gpu/tuning/sampleClock.ts';

/** A machine whose work takes `cost` ms each time, seen through a clock that moves in steps; looking takes time too. */
function machine(step: number, cost: number, look = 0.001) {
  let time = 0;
  const counts: number[] = [];
  return {
    counts,
    now: () => {
      time += look;
      return Math.floor(time / step) * step;
    },
    repeat: (count: number) => {
      counts.push(count);
      time += count * cost;
      return Promise.resolve();
    },
  };
}

describe('sample clock', () => {
  it.each([0.005, 0.1, 1, 2])(
    'fills samples of at least 20 steps of %d ms, however short the work',
    async (step) => {
      for (const cost of [0.02, 0.3, 7, 90]) {
        const { now, repeat, counts } = machine(step, cost);
        const clock = new SampleClock(now, 1000);
        expect(clock.step).toBeCloseTo(step, 2);
        expect(clock.tooCoarse).toBe(false);
        const count = await clock.repeatsOf(repeat);
        expect(count).toBe(counts.at(-1));
        expect(count * cost).toBeGreaterThanOrEqual(Math.max(20, 20 * step) - step);
        const told = await clock.time(repeat, count);
        expect(Math.abs(told - cost) / cost).toBeLessThanOrEqual(0.06);
      }
    },
  );

  it.each([3, 16.7, 100])('finds steps of %d ms too coarse for a second of measuring', (step) => {
    const clock = new SampleClock(machine(step, 1).now, 1000);
    expect(clock.tooCoarse).toBe(true);
    // With a minute to spend they are not.
    expect(new SampleClock(machine(step, 1).now, 60_000).tooCoarse).toBe(false);
  });

  it('finds a clock that stands still too coarse for any', () => {
    expect(new SampleClock(() => 5, 1e9)).toMatchObject({ step: Infinity, tooCoarse: true });
  });

  it('takes a sample of too few steps for none, and a longer one in its place', async () => {
    const { now, repeat, counts } = machine(1, 0.5);
    const clock = new SampleClock(now, 1000);
    expect(await clock.time(repeat, 2)).toBe(Infinity);
    expect(await clock.time(repeat, 0)).toBe(Infinity);
    counts.length = 0;
    expect(await clock.time(repeat, 15)).toBeLessThan(0.55);
    expect(counts).toEqual([15, 30, 60]);
  });

  it('gives up where even the most repeats take no time', async () => {
    const { now, repeat, counts } = machine(0.1, 0);
    const clock = new SampleClock(now, 1000);
    const count = await clock.repeatsOf(repeat);
    expect(counts.length).toBeLessThan(8);
    expect(await clock.time(repeat, count)).toBe(Infinity);
  });

  it('is not misled by other work that hides a movement', () => {
    let looks = 0;
    let time = 0;
    const now = () => {
      looks += 1;
      time += looks === 40 ? 30 : 0.01;
      return Math.floor(time / 0.1) * 0.1;
    };
    expect(new SampleClock(now, 1000).step).toBeCloseTo(0.1, 3);
  });
});
