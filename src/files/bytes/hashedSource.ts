/**
 * A file that is hashed while it is read, for who was told what it must hash to. Apart from byteSource.ts, because what comes
 * with the page is never compared with a hash. Knows bytes only.
 */
import { CheckpointError } from '../errors.ts';
import { checkRange, type ByteSource, type RangeOptions } from './byteSource.ts';
import { Sha256 } from './sha256.ts';

export interface HashedSource extends ByteSource {
  /**
   * Reads what was not read yet, and compares. Until this resolves, nothing that was read can be trusted.
   * @throws CheckpointError of kind `format` when the file is not the one expected.
   */
  verify(options?: RangeOptions): Promise<void>;
}

/**
 * A source that hashes the file while it is read from front to back; bytes skipped are read for the hash, bytes
 * read again count once.
 * @param sha256 the file's expected SHA-256, in hexadecimal.
 */
export function hashedSource(source: ByteSource, sha256: string): HashedSource {
  const hash = new Sha256();
  const gap = new Uint8Array(Math.min(source.size, 1 << 16));
  const catchUp = async (to: number, signal?: AbortSignal): Promise<void> => {
    while (hash.length < to) {
      const piece = gap.subarray(0, Math.min(gap.length, to - hash.length));
      await source.readInto(hash.length, piece, { signal });
      hash.update(piece);
    }
  };
  return {
    name: source.name,
    size: source.size,
    async readInto(offset, target, options) {
      checkRange(source.name, source.size, offset, target.byteLength);
      await catchUp(offset, options?.signal);
      await source.readInto(offset, target, options);
      const known = hash.length - offset;
      if (known < target.byteLength) hash.update(target.subarray(known));
    },
    async verify(options) {
      await catchUp(source.size, options?.signal);
      const found = hash.hex();
      if (found !== sha256.toLowerCase()) {
        throw new CheckpointError({
          kind: 'format',
          happened: `${source.name} has the SHA-256 ${found}; expected was ${sha256.toLowerCase()}.`,
          kept: 'Nothing of it may be used.',
          todo: 'Fetch it again; if this happens twice, the file at its source has changed or is damaged.',
        });
      }
    },
    close: () => source.close(),
  };
}
