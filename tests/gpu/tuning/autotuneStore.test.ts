import { describe, expect, it } from 'vitest';
import { storedChoices, type ChoiceFiles } from '../../../src/gpu/tuning/autotuneStore.ts';

function memoryFiles(entries: Readonly<Record<string, string>> = {}): ChoiceFiles & { text(): string } {
  const files = new Map<string, Uint8Array>(
    Object.entries(entries).map(([name, text]) => [name, new TextEncoder().encode(text)]),
  );
  return {
    read: (name) => Promise.resolve(files.get(name) ?? null),
    write: (name, bytes) => Promise.resolve(void files.set(name, bytes)),
    text: () => [...files.values()].map((bytes) => new TextDecoder().decode(bytes)).join(),
  };
}

describe('stored choices', () => {
  it('come back in a later session, each under its key', async () => {
    const files = memoryFiles();
    const first = storedChoices(() => Promise.resolve(files));
    expect(await first.get('a')).toBeNull();
    await first.set('a', 'quad16');
    await first.set('b', 'tiled64');
    const second = storedChoices(() => Promise.resolve(files));
    expect([await second.get('a'), await second.get('b'), await second.get('c')]).toEqual([
      'quad16',
      'tiled64',
      null,
    ]);
  });

  it.each(['{"a": "quad', '[]', 'null', '{"a": 3}'])('survive a file that holds %s', async (text) => {
    const files = memoryFiles({ 'kernels.json': text });
    const store = storedChoices(() => Promise.resolve(files));
    expect(await store.get('a')).toBeNull();
    await store.set('a', 'quad16');
    expect(await store.get('a')).toBe('quad16');
  });

  it('are simply not kept where there is no place for them', async () => {
    const closed = storedChoices(() => Promise.reject(new Error('no storage')));
    await closed.set('a', 'quad16');
    expect(await closed.get('a')).toBeNull();
    const full = storedChoices(() =>
      Promise.resolve({ ...memoryFiles(), write: () => Promise.reject(new Error('full')) }),
    );
    await full.set('a', 'quad16');
    expect(await full.get('a')).toBeNull();
  });
});
