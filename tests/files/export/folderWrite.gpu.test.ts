import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFolder } from '../../../src/files/export/folderWrite.ts';
import { textFile, type OutputFile } from '../../../src/files/bytes/outputFile.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { shardedSafetensors } from '../../../src/files/safetensors/shardedWrite.ts';

let folder: FileSystemDirectoryHandle;

beforeEach(async () => {
  const root = await navigator.storage.getDirectory();
  folder = await root.getDirectoryHandle('folder-write-test', { create: true });
});

afterEach(async () => {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('folder-write-test', { recursive: true });
});

async function bytesOf(directory: FileSystemDirectoryHandle, name: string): Promise<Uint8Array> {
  const file = await (await directory.getFileHandle(name)).getFile();
  return new Uint8Array(await file.arrayBuffer());
}

const failing = (error: unknown): OutputFile => ({
  name: 'a.txt',
  size: 6,
  async *chunks() {
    yield new TextEncoder().encode('new');
    throw error;
  },
});

it('writes every file where its name says, and says how far it is', async () => {
  const data = Float32Array.of(1, 2, 3);
  const [weights] = shardedSafetensors([{ name: 'w', shape: [3], data }]);
  const progress: number[] = [];
  await writeFolder(folder, [textFile('a.txt', 'é'), { ...weights, name: 'x/y/w.safetensors' }], {
    onProgress: ({ done, total }) => {
      expect(total).toBe(2 + weights.size);
      progress.push(done);
    },
  });
  expect(progress).toEqual([0, 2, 2 + weights.size]);
  expect(new TextDecoder().decode(await bytesOf(folder, 'a.txt'))).toBe('é');
  const y = await (await folder.getDirectoryHandle('x')).getDirectoryHandle('y');
  expect(parseSafetensors(await bytesOf(y, 'w.safetensors')).readF32('w')).toEqual(data);
});

it('replaces a file only by a whole one', async () => {
  await writeFolder(folder, [textFile('a.txt', 'a longer old text')]);
  await expect(writeFolder(folder, [failing(new Error('the device is lost'))])).rejects.toThrow(
    'the device is lost',
  );
  expect(new TextDecoder().decode(await bytesOf(folder, 'a.txt'))).toBe('a longer old text');
  await writeFolder(folder, [textFile('a.txt', 'new')]);
  expect(new TextDecoder().decode(await bytesOf(folder, 'a.txt'))).toBe('new');
});

it('says when there is no room', async () => {
  const error = new DOMException('quota', 'QuotaExceededError');
  await expect(writeFolder(folder, [failing(error)])).rejects.toMatchObject({ kind: 'full' });
});

it('stops when told, and leaves what was written', async () => {
  const controller = new AbortController();
  const stopping: OutputFile = {
    name: 'b.txt',
    size: 2,
    async *chunks() {
      yield new TextEncoder().encode('b');
      controller.abort(new Error('enough'));
      yield new TextEncoder().encode('b');
    },
  };
  const files = [textFile('a.txt', 'a'), stopping, textFile('c.txt', 'c')];
  await expect(writeFolder(folder, files, { signal: controller.signal })).rejects.toThrow('enough');
  expect((await bytesOf(folder, 'a.txt')).length).toBe(1);
  expect((await bytesOf(folder, 'b.txt')).length).toBe(0);
  await expect(folder.getFileHandle('c.txt')).rejects.toThrow();
});
