import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelFiles } from '../../src/headless/modelFiles.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nudge-models-'));
  mkdirSync(join(root, 'tiny'));
  writeFileSync(join(root, 'tiny', 'model.bin'), Uint8Array.of(1, 2, 255));
  writeFileSync(join(root, 'secret'), 'not a model file');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

it('reads bytes that own their memory', async () => {
  const bytes = await modelFiles(root, 'tiny')('model.bin');
  expect(bytes).toEqual(Uint8Array.of(1, 2, 255));
  expect(bytes.buffer.byteLength).toBe(3);
});

it('names the file that is missing', async () => {
  await expect(modelFiles(root, 'huge')('config.json')).rejects.toThrow(join(root, 'huge', 'config.json'));
});

it('reads nothing outside the model folder', async () => {
  await expect(modelFiles(root, 'tiny')('../secret')).rejects.toThrow('not inside the model folder');
});
