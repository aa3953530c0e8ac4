import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import {
  bytesFile,
  inFolder,
  jsonFile,
  readOutput,
  textFile,
  toStream,
  type OutputFile,
} from '../../../src/files/bytes/outputFile.ts';
import { shardedSafetensors } from '../../../src/files/safetensors/shardedWrite.ts';
import { zipFiles } from '../../../src/files/export/zip.ts';

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const weights = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));

it('holds every file with its bytes', async () => {
  const files = [
    ...inFolder('policy', shardedSafetensors([{ name: 'w', shape: [500], data: weights }])),
    jsonFile('config.json', { text: 'é'.repeat(2000) }),
    textFile('empty.txt', ''),
    bytesFile('data/é.bin', Uint8Array.of(1, 2, 3)),
  ];
  const zip = await joined(zipFiles(files));
  const back = unzipSync(zip);
  expect(Object.keys(back)).toEqual(['policy/model.safetensors', 'config.json', 'empty.txt', 'data/é.bin']);
  for (const file of files) expect(Buffer.compare(back[file.name], await readOutput(file))).toBe(0);
  // The repetitive file is deflated, the weights are not.
  expect(zip.length).toBeGreaterThan(2000);
  expect(zip.length).toBeLessThan(3500);
});

it('is the same bytes for the same contents and time', async () => {
  const make = () => joined(zipFiles([textFile('a', 'b')], { modified: new Date(2026, 1, 3, 4, 5, 6) }));
  expect(await make()).toEqual(await make());
});

it('asks for the next chunk only when the one before was taken, and says how far it is', async () => {
  let made = 0;
  const slow: OutputFile = {
    name: 'w.safetensors',
    size: 50,
    async *chunks() {
      for (; made < 5; made++) yield new Uint8Array(10);
    },
  };
  const progress: number[] = [];
  const reader = toStream(
    zipFiles([slow], {
      onProgress: ({ done, total }) => {
        expect(total).toBe(50);
        progress.push(done);
      },
    }),
  ).getReader();
  // The local header comes with or before the first chunk.
  while (progress.length === 0) await reader.read();
  expect(made).toBeLessThanOrEqual(1);
  await reader.cancel();
  expect(made).toBeLessThanOrEqual(1);
  expect(progress).toEqual([10]);
});

it('passes a failing file on', async () => {
  const failing: OutputFile = {
    name: 'a',
    size: 1,
    // oxlint-disable-next-line require-yield
    async *chunks() {
      throw new Error('the device is lost');
    },
  };
  await expect(joined(zipFiles([failing]))).rejects.toThrow('the device is lost');
});

it('refuses more than a zip can hold before anything is made', async () => {
  const huge: OutputFile = {
    name: 'w.safetensors',
    size: 2 ** 32 - 100,
    chunks: () => {
      throw new Error('was made');
    },
  };
  await expect(joined(zipFiles([huge]))).rejects.toThrow('4.0 GiB; a zip holds at most 4');
});

it('notices a file that is not as long as it says', async () => {
  await expect(readOutput({ ...textFile('a', 'bc'), size: 3 })).rejects.toThrow('has 2 bytes, not 3');
});
