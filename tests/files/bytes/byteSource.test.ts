import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blobSource, bytesSource, readBytes, type ByteSource } from '../../../src/files/bytes/byteSource.ts';
import { hashedSource } from '../../../src/files/bytes/hashedSource.ts';
import { CheckpointError } from '../../../src/files/errors.ts';

const data = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) % 251);
const sha256 = createHash('sha256').update(data).digest('hex');

describe.each<[string, () => ByteSource]>([
  ['bytes', () => bytesSource(data, 'file')],
  ['an ArrayBuffer', () => bytesSource(data.buffer, 'file')],
  ['a Blob', () => blobSource(new Blob([data]), 'file')],
  ['a hashed source', () => hashedSource(bytesSource(data, 'file'), sha256)],
])('%s', (_, open) => {
  it('gives any range, in any order', async () => {
    const source = open();
    expect(source.size).toBe(data.length);
    for (const [offset, length] of [
      [0, 8],
      [150_000, 50_000],
      [3, 100_000],
      [200_000, 0],
    ]) {
      expect(
        Buffer.from(data.subarray(offset, offset + length)).equals(await readBytes(source, offset, length)),
      ).toBe(true);
    }
    await source.close();
  });

  it.each([
    [-1, 4],
    [0, 200_001],
    [199_999, 2],
    [0.5, 1],
    [2 ** 53, 1],
    [0, 2 ** 53],
    [0, -1],
    [NaN, 1],
  ])('refuses the range %f, %f before allocating it', async (offset, length) => {
    await expect(readBytes(open(), offset, length)).rejects.toThrow(/not within the 200000 bytes of file/);
  });

  it('counts bytes once and stops when aborted', async () => {
    let count = 0;
    await readBytes(open(), 10, 90_000, { onBytes: (bytes) => void (count += bytes) });
    expect(count).toBe(90_000);
    await expect(readBytes(open(), 0, 8, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});

describe('a hashed source', () => {
  it('accepts the file whatever was read of it, and however', async () => {
    const reads = [
      [],
      [[0, 200_000]],
      [
        [100, 50],
        [120, 80],
        [5, 10],
        [100_000, 100_000],
      ],
    ];
    for (const ranges of reads) {
      const source = hashedSource(bytesSource(data, 'file'), sha256.toUpperCase());
      for (const [offset, length] of ranges) await readBytes(source, offset, length);
      await expect(source.verify()).resolves.toBeUndefined();
    }
  });

  it('refuses a file with one bit changed, in a part that was skipped', async () => {
    const changed = data.slice();
    changed[77] ^= 4;
    const source = hashedSource(bytesSource(changed, 'file'), sha256);
    await readBytes(source, 1_000, 10);
    const verifying = source.verify();
    await expect(verifying).rejects.toThrow(CheckpointError);
    await expect(verifying).rejects.toThrow(`expected was ${sha256}`);
  });
});
