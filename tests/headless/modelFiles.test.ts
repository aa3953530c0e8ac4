import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBytes } from '../../src/files/bytes/byteSource.ts';
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { OptionsError } from '../../src/headless/options.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nudge-models-'));
  mkdirSync(join(root, 'tiny'));
  writeFileSync(join(root, 'tiny', 'model.bin'), Uint8Array.of(1, 2, 255));
  writeFileSync(join(root, 'secret'), 'not a model file');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

it('opens files to be read piece by piece, and tells a missing file from a missing folder', async () => {
  const { open, list } = diskFiles(root, 'tiny');
  const source = (await open('model.bin'))!;
  expect(source).toMatchObject({ name: 'model.bin', size: 3 });
  expect(await readBytes(source, 1, 2)).toEqual(Uint8Array.of(2, 255));
  await expect(readBytes(source, 2, 2)).rejects.toThrow(RangeError);
  await source.close();
  expect(await open('prompts.json')).toBeNull();
  await expect(open('../secret')).rejects.toThrow('not inside the model folder');
  await expect(diskFiles(root, 'huge').open('config.json')).rejects.toThrow(OptionsError);
  await expect(diskFiles(root, 'huge').list!()).rejects.toThrow(join(root, 'huge'));
  expect(await list!()).toEqual(['model.bin']);
  // A path of its own is a model too.
  expect(await diskFiles('elsewhere', join(root, 'tiny')).open('model.bin')).not.toBeNull();
});
