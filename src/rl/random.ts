/**
 * Named, counter-based random streams: every source of chance in a run is one of these.
 *
 * Knows: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011)
 * and what is drawn from its words. A stream is a pure function of (seed, name, counter), so its whole state
 * is one number, and no stream disturbs another. Must not know: who draws what.
 */

/** The saved position of a {@link Stream}: how many 32-bit words it has given out. */
export type StreamState = number;

/** The stream called `name` under `seed`, at its beginning. The same pair always gives the same numbers. */
export function stream(seed: number, name: string): Stream {
  return new Stream(seed, name);
}

export class Stream {
  readonly seed: number;
  readonly name: string;
  #counter = 0;
  readonly #key: readonly [number, number];
  /** Upper half of the 128-bit Philox counter: set by the name and by large seeds, so streams never overlap. */
  readonly #lane: readonly [number, number];
  #block: readonly number[] = [];
  #blockIndex = -1;

  /** @throws {RangeError} when the seed is not a non-negative safe integer. */
  constructor(seed: number, name: string) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`A seed must be a whole number from 0 to 2^53 - 1, not ${seed}.`);
    }
    this.seed = seed;
    this.name = name;
    this.#key = [seed >>> 0, hashName(name, 0x811c9dc5)];
    this.#lane = [hashName(name, 0x9e3779b9), Math.floor(seed / 2 ** 32)];
  }

  /** Words given out so far. Setting it moves the stream there: save it, restore it, repeat the run. */
  get state(): StreamState {
    return this.#counter;
  }

  set state(counter: StreamState) {
    if (!Number.isSafeInteger(counter) || counter < 0) {
      throw new RangeError(`A stream's state must be a non-negative whole number, not ${counter}.`);
    }
    this.#counter = counter;
  }

  /** 32 random bits, as a number in [0, 2^32). */
  bits(): number {
    const index = Math.floor(this.#counter / 4);
    if (index !== this.#blockIndex) {
      this.#block = philox4x32(
        [index >>> 0, Math.floor(index / 2 ** 32), this.#lane[0], this.#lane[1]],
        this.#key,
      );
      this.#blockIndex = index;
    }
    return this.#block[this.#counter++ % 4];
  }

  /** A number in [0, 1) with 53 random bits; takes two words. */
  uniform(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /**
   * A whole number in [0, n), every one equally likely.
   * @throws {RangeError} unless n is a whole number from 1 to 2^32.
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new RangeError(`integer(n) needs a whole n from 1 to 2^32, not ${n}.`);
    }
    // Words past the last full multiple of n would favour small numbers, so they are drawn again.
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = this.bits();
      if (word < limit) return word % n;
    }
  }

  /** A standard normal number by Box-Muller. The second of the pair is dropped: the state stays one number. */
  gaussian(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A standard Gumbel number; the largest of u_i + gumbel() is i with probability softmax(u)_i. */
  gumbel(): number {
    return -Math.log(-Math.log1p(-this.uniformOpen()));
  }

  /** The numbers 0 to n - 1 in random order (Fisher-Yates). */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, index) => index);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** The stream below this one called `name`. Depends on both names only, not on how far this one is. */
  fork(name: string): Stream {
    return new Stream(this.seed, `${this.name}/${name}`);
  }

  private uniformOpen(): number {
    for (;;) {
      const u = this.uniform();
      if (u > 0) return u;
    }
  }
}

/**
 * One Philox4x32-10 block: 128 random bits for a 128-bit counter under a 64-bit key, as 32-bit words.
 * Ten rounds of two 32 x 32 -> 64-bit multiplications, as published.
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The upper 32 bits of a 64-bit product, from 16-bit halves: doubles hold only 53. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle % 0x10000) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** FNV-1a over UTF-16 units from a given basis, with a final mix so that near names land far apart. */
function hashName(name: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
