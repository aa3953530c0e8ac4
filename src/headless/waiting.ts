/**
 * How Node waits for a GPU. Dawn's binding asks whether work is done once a turn of the event loop, by a native function that it hands
 * to `setImmediate` again and again: a whole core, which a software adapter computes with itself. Here it asks once a millisecond
 * there, and as ever where a GPU computes, whose steps may be shorter than that. Knows the event loop; knows no device.
 */

/** Milliseconds between two questions to a software adapter. */
const PAUSE = 1;
/** What engines write in place of the text of a function that is not JavaScript (ECMA-262, Function.prototype.toString). */
const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;

/** Whether it asks seldom. */
export interface Waiting {
  gentle: boolean;
}

/**
 * Takes `setImmediate` over, for native functions alone.
 * @param scope whose it is; for tests
 */
export function takeOverWaiting(scope: { setImmediate: typeof setImmediate } = globalThis): Waiting {
  const waiting: Waiting = { gentle: false };
  const immediate = scope.setImmediate;
  const paced = (task: (...args: unknown[]) => void, ...args: unknown[]): unknown =>
    waiting.gentle && NATIVE.test(Function.prototype.toString.call(task))
      ? setTimeout(task, PAUSE, ...args)
      : immediate(task, ...args);
  // `promisify` finds its promise through what stands on the function.
  scope.setImmediate = Object.assign<object, typeof setImmediate>(paced, immediate);
  return waiting;
}
