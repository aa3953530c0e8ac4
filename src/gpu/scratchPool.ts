/**
 * Scratch buffers that the plans of a device share. Plans run one after the other and none reads what another left
 * in scratch, so that all of them together need the memory of the largest, not of their sum. Knows buffers; knows
 * no plan and no tensor.
 */

/** A buffer may be this many times larger than what it is taken for. */
export const MOST_WASTE = 2;

/** Sizes from here on are rounded up, so that steps of nearly the same shape share. */
const ROUNDED_FROM = 2 ** 16;

export class ScratchPool {
  /** Buffers that no recording under way uses, least lately given back first. */
  readonly #idle = new Set<GPUBuffer>();
  /** Plans, finished or being recorded, that use a buffer. */
  readonly #users = new Map<GPUBuffer, number>();

  /** Bytes to make a new buffer of that is to hold `bytes`: an eighth more on average, unless that is above `most`. */
  sizeFor(bytes: number, most: number): number {
    if (bytes < ROUNDED_FROM) return bytes;
    const step = 2 ** (Math.floor(Math.log2(bytes)) - 2);
    const rounded = Math.ceil(bytes / step) * step;
    return rounded <= most ? rounded : bytes;
  }

  /** The smallest idle buffer of at least `bytes`, and not much more, for one recording; null when there is none. */
  take(bytes: number): GPUBuffer | null {
    let best: GPUBuffer | null = null;
    for (const buffer of this.#idle) {
      if (buffer.size < bytes || buffer.size > bytes * MOST_WASTE) continue;
      if (!best || buffer.size < best.size) best = buffer;
    }
    if (!best) return null;
    this.#idle.delete(best);
    this.#users.set(best, this.#users.get(best)! + 1);
    return best;
  }

  /** Takes a new buffer in, used by the recording that made it. */
  adopt(buffer: GPUBuffer): void {
    this.#users.set(buffer, 1);
  }

  /** Whether a buffer is shared by plans. */
  holds(buffer: GPUBuffer): boolean {
    return this.#users.has(buffer);
  }

  /** A recording is over: others may use its buffers, as plans run in order. */
  settle(buffers: readonly GPUBuffer[]): void {
    for (const buffer of buffers) this.#idle.add(buffer);
  }

  /** A plan is gone; what no other plan uses is destroyed. */
  leave(buffers: readonly GPUBuffer[]): void {
    for (const buffer of buffers) {
      const users = this.#users.get(buffer)! - 1;
      this.#users.set(buffer, users);
      if (users > 0) continue;
      this.#users.delete(buffer);
      this.#idle.delete(buffer);
      buffer.destroy();
    }
  }
}
