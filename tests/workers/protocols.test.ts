/** What the page may know of the workers are calls and events: types, and the names that both sides use. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const WORKERS = join(import.meta.dirname, '../../src/workers');
const protocols = readdirSync(WORKERS).filter((file) => /protocol\.ts$/i.test(file));

it.each(protocols)('%s holds no code, only names beside its types', async (file) => {
  const exported = Object.entries((await import(join(WORKERS, file))) as Record<string, unknown>);
  expect(exported.filter(([, value]) => typeof value !== 'string')).toEqual([]);
});

it('all of them are looked at', () => {
  expect(protocols).toEqual(
    expect.arrayContaining(['protocol.ts', 'modelsProtocol.ts', 'exportProtocol.ts']),
  );
});
