/** A browser that keeps nothing: everything that could be asked of it throws, is missing, or rejects. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openOpfsModels } from '../../src/files/store/opfsModels.ts';
import { openOpfsStorage } from '../../src/files/bytes/opfsStorage.ts';
import {
  askToPersist,
  isPersisted,
  localItems,
  openCache,
  roomInBrowser,
  withLock,
} from '../../src/files/siteStorage.ts';

afterEach(() => vi.unstubAllGlobals());

const refuse = () => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};
const reject = () => Promise.reject(new DOMException('Access is denied.', 'SecurityError'));

describe.each([
  ['that throws', { get: refuse }],
  ['that has none', { get: () => undefined }],
  [
    'that rejects',
    { get: () => ({ getDirectory: reject, persisted: reject, persist: reject, estimate: async () => ({}) }) },
  ],
])('a browser %s', (_, { get }) => {
  it('is told by checkpoints and models in words, and by all else as nothing', async () => {
    vi.stubGlobal('navigator', Object.defineProperty({}, 'storage', { get }));
    await expect(openOpfsStorage()).rejects.toThrow(/no storage for checkpoints.*allow site data/);
    await expect(openOpfsModels()).rejects.toThrow(/no storage for models.*allow site data/);
    expect(await isPersisted()).toBe(false);
    expect(await askToPersist()).toBe(false);
  });
});

it('items are kept as long as the page where the browser keeps none', () => {
  vi.stubGlobal('localStorage', undefined);
  const missing = localItems();
  missing.setItem('a', '1');
  expect([missing.getItem('a'), missing.getItem('b'), missing.length]).toEqual(['1', null, 1]);
  missing.removeItem('a');
  expect(missing.getItem('a')).toBe(null);
  Object.defineProperty(globalThis, 'localStorage', { get: refuse, configurable: true });
  expect(localItems().getItem('a')).toBe(null);
});

it('caches, room and locks that are not there are done without', async () => {
  vi.stubGlobal('caches', { open: reject });
  expect(await openCache('a')).toBe(null);
  vi.stubGlobal('navigator', {});
  expect(await roomInBrowser()).toEqual({ usage: 0, quota: Infinity });
  expect(await withLock('a', {}, async () => 7)).toBe(7);
});
