/**
 * SHA-256 of data that comes in pieces (FIPS 180-4). WebCrypto's digest wants all of it at once, which for a shard
 * of gigabytes is what must not happen. Knows bytes only.
 */

/** First 32 bits of the fractional parts of the cube roots (rounds) and square roots (start) of the primes. */
const { rounds: K, start: START } = constants();

export class Sha256 {
  readonly #state = START.slice();
  readonly #block = new Uint8Array(64);
  readonly #schedule = new Int32Array(64);
  #length = 0;

  /** Bytes taken so far. */
  get length(): number {
    return this.#length;
  }

  /** Takes the next bytes, any number of them. */
  update(bytes: Uint8Array): this {
    let position = 0;
    const pending = this.#length % 64;
    this.#length += bytes.length;
    if (pending > 0) {
      position = Math.min(64 - pending, bytes.length);
      this.#block.set(bytes.subarray(0, position), pending);
      if (pending + position < 64) return this;
      this.#compress(this.#block, 0);
    }
    for (; position + 64 <= bytes.length; position += 64) this.#compress(bytes, position);
    this.#block.set(bytes.subarray(position));
    return this;
  }

  /** A hash of the same data, which goes on by itself. */
  clone(): Sha256 {
    const copy = new Sha256();
    copy.#state.set(this.#state);
    copy.#block.set(this.#block);
    copy.#length = this.#length;
    return copy;
  }

  /** The digest as 64 lower-case hexadecimal digits. Ends the stream: nothing may follow. */
  hex(): string {
    const bits = this.#length * 8;
    const padded = new Uint8Array((this.#length % 64 < 56 ? 64 : 128) - (this.#length % 64));
    padded[0] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padded.length - 4, bits % 2 ** 32);
    this.update(padded);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #compress(bytes: Uint8Array, at: number): void {
    const w = this.#schedule;
    for (let i = 0, p = at; i < 16; i++, p += 4) {
      w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    const state = this.#state;
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

/** Computed rather than typed in: the roots of the first 64 primes, exact in whole numbers. */
function constants(): { rounds: Int32Array; start: Int32Array } {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < 64; n++) {
    if (primes.every((prime) => n % prime !== 0n)) primes.push(n);
  }
  const fraction = (prime: bigint, power: bigint): number =>
    Number(BigInt.asIntN(32, wholeRoot(prime << (32n * power), power)));
  return {
    rounds: Int32Array.from(primes, (prime) => fraction(prime, 3n)),
    start: Int32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2n)),
  };
}

/** The largest whole number whose `power` is not above `value`, by bisection. */
function wholeRoot(value: bigint, power: bigint): bigint {
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= value) low = middle;
    else high = middle;
  }
  return low;
}
