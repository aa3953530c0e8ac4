/**
 * Asking a server again: which failures may pass, how long to wait, and what Retry-After says. Knows HTTP's
 * statuses; knows no ranges and no files.
 */
import { unreadable } from '../bytes/byteSource.ts';

export interface RetryPolicy {
  /** Failures in a row, without a byte in between, after which it is given up. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled each time. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly stall: number;
  /** Milliseconds within which a server must have answered at all, whatever it answers; no limit without it. */
  readonly contact?: number;
}

export const RETRIES: RetryPolicy = {
  attempts: 6,
  firstDelay: 500,
  longestDelay: 60_000,
  stall: 30_000,
  // Nobody waits longer than 10 s to hear that an address is wrong or the network away.
  contact: 9_000,
};

/** A failure that may pass; `after` is the wait in milliseconds that the server asked for. */
export class PassingFailure extends Error {
  constructor(
    readonly why: string,
    readonly after: number | null = null,
    cause?: unknown,
    /** Whether the server did not answer at all. */
    readonly silent = false,
  ) {
    super(why, { cause });
  }
}

/** Whether a server that answers `status` may answer otherwise in a moment. */
export function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Milliseconds that Retry-After asks for (seconds or a date), or null. */
export function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}

/**
 * Milliseconds to wait after the failure number `failures` (from 1): what the server asked for, otherwise doubling
 * from the first delay; null when it is to be given up.
 */
export function delayAfter(failures: number, asked: number | null, policy: RetryPolicy): number | null {
  if (failures >= policy.attempts) return null;
  if (asked !== null) return asked > policy.longestDelay ? null : asked;
  return Math.min(policy.longestDelay, policy.firstDelay * 2 ** (failures - 1));
}

/**
 * Runs `task` until it works, waiting between attempts after every PassingFailure.
 * @param task may call `progressed` to say that the failures before no longer count.
 * @throws CheckpointError when it is given up, the task's other errors, the signal's reason when aborted.
 */
export async function retrying<Result>(
  name: string,
  task: (progressed: () => void) => Promise<Result>,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<Result> {
  let failures = 0;
  let reached = false;
  const began = performance.now();
  for (;;) {
    try {
      signal?.throwIfAborted();
      return await task(() => {
        failures = 0;
        reached = true;
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof PassingFailure)) throw error;
      failures++;
      reached ||= !error.silent;
      const delay = delayAfter(failures, error.after, policy);
      const late = !reached && performance.now() - began + (delay ?? 0) >= (policy.contact ?? Infinity);
      if (delay === null || late) {
        const asked =
          error.after === null ? '' : `, which asks for ${Math.ceil(error.after / 1_000)} s of patience`;
        throw unreadable(name, `${error.why}${asked}; attempts made: ${failures}`, error);
      }
      await sleep(delay, signal);
    }
  }
}

/**
 * Waits for a server's answer. Statuses that may pass become a PassingFailure, and so does no answer at all.
 * @param request is given a signal that aborts when the caller's does and when the server stays silent.
 */
export async function answerOf(
  request: (signal: AbortSignal) => Promise<Response>,
  abort: AbortController,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await within(
      request(abort.signal),
      Math.min(policy.stall, policy.contact ?? Infinity),
      signal,
    );
  } catch (cause) {
    abort.abort();
    throw new PassingFailure('the server could not be reached', null, cause, true);
  }
  if (!mayPass(response.status)) return response;
  abort.abort();
  throw new PassingFailure(
    `the server answered ${response.status}`,
    retryAfter(response.headers, Date.now()),
  );
}

/** `cause` as a failure that may pass. */
export function passing(why: string, cause: unknown): PassingFailure {
  return cause instanceof PassingFailure ? cause : new PassingFailure(why, null, cause);
}

/** Resolves after some milliseconds; rejects with the signal's reason when aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return within(new Promise((resolve) => setTimeout(resolve, milliseconds)), null, signal);
}

/**
 * The outcome of `work`, unless the signal comes first, or `stall` milliseconds pass: a PassingFailure.
 * The work itself is not stopped.
 */
export function within<Result>(
  work: Promise<Result>,
  stall: number | null,
  signal?: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => finish(() => reject(signal?.reason as Error));
    const timer =
      stall === null
        ? undefined
        : setTimeout(() => finish(() => reject(new PassingFailure(`nothing came for ${stall} ms`))), stall);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      settle();
    };
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort);
    work.then(
      (result) => finish(() => resolve(result)),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}
