import { describe, expect, it } from 'vitest';
import { InFlight } from '../../src/gpu/inFlight.ts';

/** A result that comes when told. */
function later<Result>() {
  let resolve!: (result: Result) => void;
  let reject!: (error: Error) => void;
  const result = new Promise<Result>((yes, no) => ([resolve, reject] = [yes, no]));
  return { result, resolve, reject };
}

/** Lets every promise that can settle do so. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('InFlight', () => {
  it('lets a second step be submitted while the first is out, and no third', async () => {
    const seen: number[] = [];
    const inFlight = new InFlight<number>((result) => seen.push(result));
    const [first, second] = [later<number>(), later<number>()];
    await inFlight.add(first);
    let room = false;
    const added = inFlight.add(second).then(() => (room = true));
    await settle();
    expect(room).toBe(false);
    first.resolve(1);
    await added;
    expect(seen).toEqual([1]);
  });

  it('handles results in the order of their steps', async () => {
    const seen: number[] = [];
    const inFlight = new InFlight<number>((result) => seen.push(result), 4);
    const steps = [later<number>(), later<number>(), later<number>()];
    for (const step of steps) await inFlight.add(step);
    steps.toReversed().forEach(({ resolve }, index) => resolve(index));
    await inFlight.drain();
    expect(seen).toEqual([2, 1, 0]);
    await inFlight.drain();
    expect(seen).toHaveLength(3);
  });

  it('throws what a step or its handling throws, when its turn comes', async () => {
    const broken = new InFlight<number>(() => {
      throw new RangeError('handled badly');
    });
    await broken.add({ result: Promise.resolve(1) });
    await expect(broken.drain()).rejects.toThrow('handled badly');

    const inFlight = new InFlight<number>(() => {});
    const step = later<number>();
    await inFlight.add(step);
    step.reject(new RangeError('lost'));
    await settle();
    await expect(inFlight.drain()).rejects.toThrow('lost');
  });
});
