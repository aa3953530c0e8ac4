/** The streaming reader over a browser's own Blob and fetch. */
import { expect, it } from 'vitest';
import { blobSource, type ByteSource } from '../../../src/files/bytes/byteSource.ts';
import { hashedSource } from '../../../src/files/bytes/hashedSource.ts';
import { openHttpSource } from '../../../src/files/hub/httpSource.ts';
import { writeSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { readSafetensorsHeader, streamTensors } from '../../../src/files/folder/streamTensors.ts';

const data = Float32Array.from({ length: 300_000 }, (_, i) => (i % 1_009) / 7);
const file = writeSafetensors([
  { name: 'a', shape: [3], data: data.slice(0, 3) },
  { name: 'b', shape: [300, 1_000], data },
]);
const blob = new Blob([file as Uint8Array<ArrayBuffer>]);

async function sha256(): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', file as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

it.each<[string, () => Promise<ByteSource | null>]>([
  ['a Blob', () => Promise.resolve(blobSource(blob, 'file'))],
  ['fetch with ranges', () => openHttpSource(URL.createObjectURL(blob), 'file')],
])('streams and hashes %s', async (_, open) => {
  const opened = await open();
  if (!opened) throw new Error('The file is there.');
  const source = hashedSource(opened, await sha256());
  const header = await readSafetensorsHeader(source);
  let count = 0;
  for await (const { tensor, start, values } of streamTensors(source, header, { chunkBytes: 100_000 })) {
    expect(values).toEqual(data.slice(start, start + values.length));
    count += tensor.name === 'b' ? values.length : 0;
  }
  expect(count).toBe(data.length);
  await expect(source.verify()).resolves.toBeUndefined();
  await source.close();
});
