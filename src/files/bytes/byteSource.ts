/**
 * A file that is read piece by piece into the caller's buffer, so that a reader of gigabytes holds one buffer.
 * Knows memory and Blobs (a picked File is one); HTTP is in httpSource.ts. Knows no format.
 */
import { CheckpointError } from '../errors.ts';

export interface RangeOptions {
  readonly signal?: AbortSignal;
  /** Told of bytes as they arrive, each byte once. */
  readonly onBytes?: (count: number) => void;
}

export interface ByteSource {
  /** How to call the file in messages. */
  readonly name: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /**
   * Fills `target` with the bytes from `offset` on; one read at a time.
   * @throws RangeError for a range outside the file, CheckpointError when it cannot be read, the signal's reason
   * when aborted.
   */
  readInto(offset: number, target: Uint8Array, options?: RangeOptions): Promise<void>;
  /** Lets go of what is open. No read may follow. */
  close(): Promise<void>;
}

/** A source over bytes in memory. */
export function bytesSource(data: Uint8Array | ArrayBuffer, name: string): ByteSource {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  return {
    name,
    size: bytes.byteLength,
    async readInto(offset, target, { signal, onBytes } = {}) {
      signal?.throwIfAborted();
      checkRange(name, bytes.byteLength, offset, target.byteLength);
      target.set(bytes.subarray(offset, offset + target.byteLength));
      onBytes?.(target.byteLength);
    },
    close: () => Promise.resolve(),
  };
}

/** A source over a Blob or a File, which may lie on disk and change or vanish while it is read. */
export function blobSource(blob: Blob, name: string): ByteSource {
  return {
    name,
    size: blob.size,
    async readInto(offset, target, { signal, onBytes } = {}) {
      signal?.throwIfAborted();
      checkRange(name, blob.size, offset, target.byteLength);
      const reader = blob
        .slice(offset, offset + target.byteLength)
        .stream()
        .getReader();
      let filled = 0;
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          signal?.throwIfAborted();
          target.set(part.value, filled);
          filled += part.value.byteLength;
          onBytes?.(part.value.byteLength);
        }
      } catch (cause) {
        await reader.cancel().catch(() => undefined);
        signal?.throwIfAborted();
        throw unreadable(name, 'the file changed or cannot be opened', cause);
      }
      if (filled < target.byteLength) throw unreadable(name, `it ends after ${offset + filled} bytes`);
    },
    close: () => Promise.resolve(),
  };
}

/** A new array of the bytes in a range, allocated only after the range was checked against the file. */
export async function readBytes(
  source: ByteSource,
  offset: number,
  length: number,
  options?: RangeOptions,
): Promise<Uint8Array> {
  checkRange(source.name, source.size, offset, length);
  const bytes = new Uint8Array(length);
  await source.readInto(offset, bytes, options);
  return bytes;
}

/** @throws RangeError unless the range lies within the file: a mistake of the caller. */
export function checkRange(name: string, size: number, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (!whole || offset < 0 || length < 0 || offset + length > size) {
    throw new RangeError(`${length} bytes at ${offset} are not within the ${size} bytes of ${name}.`);
  }
}

/** A file that could not be read to its end. */
export function unreadable(name: string, why: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'model',
    happened: `${name} could not be read: ${why}.`,
    kept: 'Nothing was loaded from it.',
    todo: 'Check the address or the file and try again.',
    cause,
  });
}
