/** Who waits seldom: native functions on a software adapter, and nobody else. */
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { takeOverWaiting } from '../../src/headless/waiting.ts';

/** Bound functions are native code to whoever asks for their text, as Dawn's are. */
const native = (ran: (value: string) => void) => ran.bind(null);

function taken(gentle: boolean) {
  const immediate = vi.fn(setImmediate);
  const scope = { setImmediate: immediate as unknown as typeof setImmediate };
  takeOverWaiting(scope).gentle = gentle;
  return { scope, immediate };
}

it('asks once a turn of the event loop where a GPU computes', async () => {
  const { scope, immediate } = taken(false);
  expect(await new Promise((ran) => scope.setImmediate(native(ran), 'done'))).toBe('done');
  expect(immediate).toHaveBeenCalledOnce();
});

it('lets a software adapter compute between two questions', async () => {
  const { scope, immediate } = taken(true);
  expect(await new Promise((ran) => scope.setImmediate(native(ran), 'done'))).toBe('done');
  expect(immediate).not.toHaveBeenCalled();
});

it('keeps nobody else waiting', async () => {
  const { scope, immediate } = taken(true);
  expect(await new Promise((ran) => scope.setImmediate((value: string) => ran(value), 'done'))).toBe('done');
  expect(immediate).toHaveBeenCalledOnce();
});

it('is still awaited as Node’s own is', async () => {
  const scope = { setImmediate };
  takeOverWaiting(scope).gentle = true;
  expect(await promisify(scope.setImmediate)('later')).toBe('later');
});
