/** What the version before chose for an adapter is remembered, and stays when more is chosen. */
import { expect, it } from 'vitest';
import { MemoryStorage } from '../../../src/files/bytes/storage.ts';
import { storedChoices } from '../../../src/gpu/tuning/autotuneStore.ts';
import { storedFiles, storedJson } from '../../fixtures/stored.ts';

it('the choice for an adapter is found under its key', async () => {
  const files = new MemoryStorage();
  for (const [name, bytes] of await storedFiles('choices')) await files.write(name, bytes);
  const store = storedChoices(() => Promise.resolve(files));
  const [key] = Object.keys(await storedJson<Record<string, string>>('choices/kernels.json'));
  expect(key).toMatch(/^matmul\/google\/swiftshader\//);
  expect(await store.get(key)).toBe('quad16');
  await store.set('another', 'register16');
  expect(await store.get(key)).toBe('quad16');
  expect(await store.get('another')).toBe('register16');
  const text = new TextDecoder().decode((await files.read('kernels.json'))!);
  expect(JSON.parse(text)).toMatchObject({ version: 1 });
  expect(await store.get('version')).toBeNull();
});
