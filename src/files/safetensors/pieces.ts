/**
 * Bytes in pieces of one size, and a hash over them that costs no memory and runs at the speed of the browser's
 * own SHA-256, which takes only whole buffers: the SHA-256 of the SHA-256s of the pieces. Knows bytes only.
 */
import { readBytes, type ByteSource } from '../bytes/byteSource.ts';

/** Bytes of a piece; the last is shorter. Part of the hash's definition. */
export const PIECE_BYTES = 4 << 20;

/** The same bytes in pieces of {@link PIECE_BYTES}. Each is valid until the next is asked for. */
export async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.byteLength;) {
      const count = Math.min(PIECE_BYTES - filled, chunk.byteLength - taken);
      piece.set(chunk.subarray(taken, taken + count), filled);
      filled += count;
      taken += count;
      if (filled < PIECE_BYTES) continue;
      yield piece;
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

/** The pieces of a file. */
export async function* sourcePieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += PIECE_BYTES) {
    yield await readBytes(source, at, Math.min(PIECE_BYTES, source.size - at));
  }
}

/** Takes pieces in order and gives the hash of all of them. */
export class PieceHash {
  #digests: Uint8Array[] = [];

  /** Resolves when the piece may be used again. */
  async add(piece: Uint8Array): Promise<void> {
    this.#digests.push(await digest(piece));
  }

  /** Hexadecimal. */
  async hex(): Promise<string> {
    const all = new Uint8Array(this.#digests.length * 32);
    this.#digests.forEach((part, index) => all.set(part, index * 32));
    return Array.from(await digest(all), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

/** The hash of a file, read piece by piece. */
export async function hashPieces(source: ByteSource): Promise<string> {
  const hash = new PieceHash();
  for await (const piece of sourcePieces(source)) await hash.add(piece);
  return hash.hex();
}

async function digest(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}
