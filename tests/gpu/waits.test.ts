/** Waits on queues that are told, and on queues that must be asked: fake ones, by fake clocks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Waits } from '../../src/gpu/waits.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A queue that looks for finished work every `period` ms, and when something is submitted if it `listens`. */
class FakeQueue {
  submits = 0;
  #waiting: { readonly done: number; readonly settle: () => void }[] = [];
  lose: () => void = () => undefined;
  readonly lost = new Promise<void>((resolve) => (this.lose = resolve));

  constructor(
    period: number,
    private readonly listens = true,
    /** Milliseconds until work is done; change it as you like. */
    public takes = 0.5,
  ) {
    setInterval(() => this.#look(), period);
  }

  readonly queue = {
    submit: () => {
      this.submits += 1;
      if (this.listens) this.#look();
      return undefined;
    },
    onSubmittedWorkDone: () => this.#wait(),
  };

  /** A buffer to map, which takes as long as any other work. */
  buffer(): GPUBuffer {
    return { mapAsync: () => this.#wait() } as unknown as GPUBuffer;
  }

  /** A buffer whose mapping fails after a millisecond. */
  broken(): GPUBuffer {
    const mapAsync = () =>
      new Promise((_, reject) => setTimeout(() => reject(new DOMException('gone', 'AbortError')), 1));
    return { mapAsync } as unknown as GPUBuffer;
  }

  #wait(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ done: performance.now() + this.takes, settle: () => resolve(undefined) });
    });
  }

  #look(): void {
    const now = performance.now();
    for (const { settle } of this.#waiting.filter(({ done }) => done <= now)) settle();
    this.#waiting = this.#waiting.filter(({ done }) => done > now);
  }
}

async function measured(fake: FakeQueue): Promise<Waits> {
  const waits = new Waits(fake);
  const measuring = waits.measure();
  await vi.advanceTimersByTimeAsync(1000);
  await measuring;
  return waits;
}

/** Milliseconds until `wait` settles, looked at every half. */
async function lasts(wait: Promise<unknown>): Promise<number> {
  let settled = false;
  const end = () => (settled = true);
  wait.then(end, end);
  const started = performance.now();
  while (!settled) await vi.advanceTimersByTimeAsync(0.5);
  return performance.now() - started;
}

describe('on a queue that looks every 100 ms or when something is submitted', () => {
  it('a wait is ended within milliseconds, and nothing is submitted before and after', async () => {
    const fake = new FakeQueue(100);
    const waits = await measured(fake);
    expect(waits.nudging).toBe(true);
    const before = fake.submits;
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.submits).toBe(before);
    expect(await lasts(waits.workDone())).toBeLessThan(4);
    expect(await lasts(waits.mapToRead(fake.buffer()))).toBeLessThan(4);
    const after = fake.submits;
    expect(after - before).toBeLessThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.submits).toBe(after);
  });

  it('waits side by side are nudged by one clock, until the last has ended', async () => {
    const fake = new FakeQueue(100, true, 30);
    const waits = await measured(fake);
    const before = fake.submits;
    const both = [waits.workDone(), waits.mapToRead(fake.buffer()), waits.workDone()];
    await vi.advanceTimersByTimeAsync(3);
    expect(fake.submits - before).toBeLessThanOrEqual(3);
    const last = waits.workDone();
    await Promise.all([lasts(Promise.all(both)), lasts(last)]);
    const after = fake.submits;
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.submits).toBe(after);
  });

  it('a long wait is nudged ever less often, and ends soon after the work', async () => {
    const fake = new FakeQueue(100);
    const waits = await measured(fake);
    fake.takes = 5050;
    const before = fake.submits;
    expect(await lasts(waits.workDone())).toBeLessThan(5060);
    expect(fake.submits - before).toBeLessThan(5050 / 7);
  });

  it('a wait that fails is over, and so are all when the device is lost', async () => {
    const fake = new FakeQueue(100);
    const waits = await measured(fake);
    await expect(
      Promise.all([waits.mapToRead(fake.broken()), vi.advanceTimersByTimeAsync(5)]),
    ).rejects.toThrow('gone');
    const failed = fake.submits;
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.submits).toBe(failed);

    fake.takes = 1e9;
    void waits.workDone();
    await vi.advanceTimersByTimeAsync(50);
    expect(fake.submits).toBeGreaterThan(failed);
    fake.lose();
    await vi.advanceTimersByTimeAsync(0);
    const lost = fake.submits;
    void waits.workDone();
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.submits).toBe(lost);
  });
});

describe('nothing is ever submitted for a wait', () => {
  it.each([
    { where: 'on a queue that is told', period: 1 },
    { where: 'on one that looks every 15 ms', period: 15 },
    { where: 'on one that is slow and that submitting does not help', period: 60, listens: false },
  ])('$where', async ({ period, listens }) => {
    const fake = new FakeQueue(period, listens);
    const waits = await measured(fake);
    expect(waits.nudging).toBe(false);
    const before = fake.submits;
    fake.takes = 500;
    await lasts(waits.workDone());
    expect(fake.submits).toBe(before);
  });
});

it('nothing else in the source waits for a GPU', () => {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const waiting = names.filter((name) =>
    /\.(?:mapAsync|onSubmittedWorkDone)\(/.test(readFileSync(join('src', name), 'utf8')),
  );
  expect(waiting).toEqual([join('gpu', 'waits.ts')]);
});
