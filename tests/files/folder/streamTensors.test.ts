import { describe, expect, it } from 'vitest';
import { bytesSource, type ByteSource } from '../../../src/files/bytes/byteSource.ts';
import { hashedSource } from '../../../src/files/bytes/hashedSource.ts';
import { CheckpointError } from '../../../src/files/errors.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import {
  readSafetensorsHeader,
  streamTensors,
  type StreamOptions,
  type StreamProgress,
} from '../../../src/files/folder/streamTensors.ts';
import { POINTER_BYTES } from '../../../src/files/bytes/gitLfs.ts';
import { randomStream } from '../random.ts';
import { fileFromHeader, fileOfTensors } from '../safetensors/safetensorsFile.ts';

const random = randomStream(11);
/** Bytes whose every float is finite: no exponent of ones in any of the three types. */
const finite = (length: number) => Uint8Array.from({ length }, () => random.below(256) & 0xbb);

const file = fileOfTensors([
  { name: 'a', dtype: 'F32', shape: [37, 11], bytes: finite(37 * 11 * 4) },
  { name: 'ids', dtype: 'I64', shape: [3], bytes: finite(24) },
  { name: 'b', dtype: 'F16', shape: [501], bytes: finite(1_002) },
  { name: 'empty', dtype: 'F16', shape: [0], bytes: finite(0) },
  { name: 'c', dtype: 'BF16', shape: [7, 100], bytes: finite(1_400) },
  { name: 'd', dtype: 'F32', shape: [], bytes: finite(4) },
]);
const floats = ({ dtype }: { dtype: string }) => dtype !== 'I64';

/** A source that notes the largest read. */
function noting(bytes: Uint8Array): { source: ByteSource; largest: () => number } {
  const inner = bytesSource(bytes, 'file');
  let most = 0;
  const source: ByteSource = {
    ...inner,
    readInto(offset, target, options) {
      most = Math.max(most, target.byteLength);
      return inner.readInto(offset, target, options);
    },
  };
  return { source, largest: () => most };
}

async function collect(source: ByteSource, options: StreamOptions = {}) {
  const tensors = new Map<string, number[]>();
  let largest = 0;
  for await (const { tensor, start, values } of streamTensors(source, await readSafetensorsHeader(source), {
    select: floats,
    ...options,
  })) {
    const sofar = tensors.get(tensor.name) ?? [];
    expect(start).toBe(sofar.length);
    tensors.set(tensor.name, [...sofar, ...values]);
    largest = Math.max(largest, values.byteLength);
  }
  return { tensors, largest };
}

describe('streamed tensors', () => {
  it.each([64, 100, 1_000, 8 << 20])(
    'are those of the whole file, in chunks of %i bytes',
    async (chunkBytes) => {
      const { source, largest } = noting(file);
      const whole = parseSafetensors(file);
      const streamed = await collect(source, { chunkBytes });
      expect([...streamed.tensors.keys()]).toEqual(['a', 'b', 'empty', 'c', 'd']);
      for (const [name, values] of streamed.tensors) {
        expect(
          Buffer.from(Float32Array.from(values).buffer).equals(
            Buffer.from(whole.readF32(name).slice().buffer),
          ),
        ).toBe(true);
      }
      expect(streamed.largest).toBeLessThanOrEqual(chunkBytes);
      const headerBytes = 8 + new DataView(file.buffer).getUint32(0, true);
      expect(largest()).toBeLessThanOrEqual(Math.max(chunkBytes, headerBytes));
    },
  );

  it('use one buffer', async () => {
    const source = bytesSource(file, 'file');
    const buffers = new Map<string, Set<ArrayBufferLike>>();
    const header = await readSafetensorsHeader(source);
    for await (const { tensor, values } of streamTensors(source, header, {
      select: floats,
      chunkBytes: 200,
    })) {
      const kind = tensor.dtype === 'F32' ? 'as it is' : 'converted';
      buffers.set(kind, (buffers.get(kind) ?? new Set()).add(values.buffer));
    }
    expect(buffers.get('as it is')?.size).toBe(1);
    expect(buffers.get('converted')?.size).toBe(1);
  });

  it('report bytes and rate', async () => {
    const seen: StreamProgress[] = [];
    await collect(bytesSource(file, 'file'), {
      chunkBytes: 400,
      onProgress: (progress) => seen.push(progress),
    });
    const total = 37 * 11 * 4 + 1_002 + 1_400 + 4;
    expect(seen.at(-1)).toMatchObject({ file: 'file', done: total, total });
    expect(seen.every(({ done }, i) => i === 0 || done >= seen[i - 1].done)).toBe(true);
    expect(seen.every(({ bytesPerSecond }) => bytesPerSecond >= 0 && Number.isFinite(bytesPerSecond))).toBe(
      true,
    );
  });

  it('can be checked by hash at the end', async () => {
    const { createHash } = await import('node:crypto');
    const source = hashedSource(bytesSource(file, 'file'), createHash('sha256').update(file).digest('hex'));
    await collect(source);
    await expect(source.verify()).resolves.toBeUndefined();
  });

  it('stop when aborted between chunks', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('enough'));
    const reading = collect(bytesSource(file, 'file'), {
      chunkBytes: 100,
      signal: controller.signal,
      onProgress,
    });
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('refused', () => {
  it('a NaN in the middle of a tensor, by its place', async () => {
    for (const [dtype, bytes, nan] of [
      ['F32', 4, [0, 0, 0xc0, 0x7f]],
      ['F16', 2, [1, 0x7c]],
      ['BF16', 2, [0x80, 0xff]],
    ] as const) {
      const values = new Uint8Array(500 * bytes);
      values.set(nan, 321 * bytes);
      const source = bytesSource(fileOfTensors([{ name: 'w', dtype, shape: [500], bytes: values }]), 'file');
      await expect(collect(source, { chunkBytes: 100 })).rejects.toThrow(
        /"w" holds (NaN|-Infinity) at element 321/,
      );
    }
  });

  it('a type that holds no weights, before anything is read', async () => {
    const source = bytesSource(file, 'file');
    const header = await readSafetensorsHeader(source);
    const stream = streamTensors({ ...source, readInto: () => Promise.reject(new Error('read')) }, header);
    await expect(stream.next()).rejects.toThrow(/stores "ids" as I64/);
  });

  it('a header length that lies, before it is allocated', async () => {
    for (const claimed of [2n ** 64n - 1n, 2n ** 53n, 99_000_000n, 100_000_001n]) {
      const { source, largest } = noting(fileFromHeader('{}', new Uint8Array(20), claimed));
      await expect(readSafetensorsHeader(source)).rejects.toThrow(CheckpointError);
      // The length, and as much as could be a Git LFS pointer in the file's place.
      expect(largest()).toBeLessThanOrEqual(POINTER_BYTES);
    }
    await expect(readSafetensorsHeader(bytesSource(new Uint8Array(5), 'file'))).rejects.toThrow(
      /5 bytes long/,
    );
  });

  it('mutated 1,000 times: read or refused, and no read beyond the file', { timeout: 120_000 }, async () => {
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < 1_000; round++) {
      const broken = file.slice();
      for (let i = random.below(3); i >= 0; i--) broken[random.below(broken.length)] = random.below(256);
      const { source, largest } = noting(
        broken.subarray(0, broken.length - (random.below(8) ? 0 : random.below(40))),
      );
      try {
        for await (const chunk of streamTensors(source, await readSafetensorsHeader(source), {
          select: floats,
        })) {
          if (chunk.values.length === 0 && chunk.start > 0) expect.fail('an empty chunk');
        }
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        outcomes.refused++;
      }
      if (largest() > source.size) expect.fail(`a read of ${largest()} bytes`);
    }
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(100);
  });
});
