import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TuneBehind } from '../../src/workers/tuneBehind.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Measuring that ends when told to, or rejects when it is aborted. */
function measuring() {
  const signals: AbortSignal[] = [];
  let end = () => {};
  let fail = () => {};
  const tuning = new TuneBehind((signal) => {
    signals.push(signal);
    return new Promise((resolve, reject) => {
      end = resolve;
      fail = () => reject(new Error('no device'));
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }, 10);
  return { tuning, signals, end: () => end(), fail: () => fail() };
}

describe('measuring behind the answers', () => {
  it('waits until nothing happens for a while, and is done once', async () => {
    const { tuning, signals, end } = measuring();
    let busy = true;
    tuning.begin(() => busy);
    await vi.advanceTimersByTimeAsync(500);
    busy = false;
    await vi.advanceTimersByTimeAsync(20);
    expect(signals).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(signals).toHaveLength(1);
    end();
    await vi.advanceTimersByTimeAsync(500);
    expect(signals).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives way to whatever begins, and starts again in the next quiet', async () => {
    const { tuning, signals } = measuring();
    let busy = false;
    tuning.begin(() => busy);
    await vi.advanceTimersByTimeAsync(50);
    expect(signals).toHaveLength(1);
    busy = true;
    await vi.advanceTimersByTimeAsync(20);
    expect(signals[0].aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(signals).toHaveLength(1);
    busy = false;
    await vi.advanceTimersByTimeAsync(50);
    expect(signals).toHaveLength(2);
    tuning.stop();
    expect(signals[1].aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(signals).toHaveLength(2);
  });

  it('is not tried again in this visit when it fails', async () => {
    const { tuning, signals, fail } = measuring();
    tuning.begin(() => false);
    await vi.advanceTimersByTimeAsync(50);
    fail();
    await vi.advanceTimersByTimeAsync(200);
    expect(signals).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
