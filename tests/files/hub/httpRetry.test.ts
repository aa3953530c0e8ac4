import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerOf, PassingFailure, retrying, RETRIES } from '../../../src/files/hub/httpRetry.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Asks as files are asked for, and tells how it stands. */
function ask(request: (signal: AbortSignal) => Promise<Response>) {
  const state = { settled: '', attempts: 0 };
  const get = (signal: AbortSignal) => {
    state.attempts++;
    return request(signal);
  };
  void retrying('list', () => answerOf(get, new AbortController(), RETRIES), RETRIES).then(
    () => (state.settled = 'answered'),
    (error: unknown) => (state.settled = String(error)),
  );
  return state;
}

test('a server that stays silent is given up within 10 s, and one that refuses connections too', async () => {
  const silent = ask(() => new Promise(() => {}));
  const refusing = ask(() => Promise.reject(new TypeError('Failed to fetch')));
  await vi.advanceTimersByTimeAsync(6_000);
  expect([silent.settled, refusing.settled]).toEqual(['', '']);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(silent.settled).toMatch(/list.*the server could not be reached/);
  expect(refusing.settled).toMatch(/list.*the server could not be reached/);
  expect(silent.attempts).toBe(1);
  // A network that is back after some seconds is found.
  expect(refusing.attempts).toBeGreaterThan(3);
});

test('a server that answered once is asked as patiently as before', async () => {
  let answers = 0;
  const busy = ask(() => {
    answers++;
    return answers === 1
      ? Promise.resolve(new Response(null, { status: 503 }))
      : Promise.reject(new TypeError('Failed to fetch'));
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(busy.settled).toBe('');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(busy.settled).toMatch(/attempts made: 6/);
});

test('a connection that comes back is used', async () => {
  let failures = 2;
  const shaky = ask(() =>
    failures-- > 0 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response('ok')),
  );
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shaky).toEqual({ settled: 'answered', attempts: 3 });
});

test('what does not pass is told at once', async () => {
  const attempt = vi.fn(() => Promise.reject(new RangeError('no')));
  await expect(retrying('list', attempt, RETRIES)).rejects.toThrow(RangeError);
  expect(attempt).toHaveBeenCalledTimes(1);
  expect(new PassingFailure('x').silent).toBe(false);
});
