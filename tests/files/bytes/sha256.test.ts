import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../src/files/bytes/sha256.ts';
import { randomStream } from '../random.ts';

const twin = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const random = randomStream(3);
const data = Uint8Array.from({ length: 100_000 }, () => random.below(256));

describe('SHA-256', () => {
  it('of nothing and of "abc" is what the standard prints', () => {
    expect(new Sha256().hex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(new Sha256().update(new TextEncoder().encode('abc')).hex()).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it("agrees with Node's for every length around the block's and the padding's", () => {
    for (let length = 0; length <= 260; length++) {
      const bytes = data.subarray(length, 2 * length);
      expect(new Sha256().update(bytes).hex(), `${length} bytes`).toBe(twin(bytes));
    }
  });

  it('does not depend on where the data is cut', () => {
    const expected = twin(data);
    for (const most of [1, 3, 63, 64, 65, 200, 5_000]) {
      const hash = new Sha256();
      for (let at = 0; at < data.length;) {
        const piece = data.subarray(at, at + 1 + random.below(most));
        hash.update(piece);
        at += piece.length;
      }
      expect(hash.length).toBe(data.length);
      expect(hash.hex(), `pieces up to ${most}`).toBe(expected);
    }
  });

  it('a clone goes on by itself', () => {
    const hash = new Sha256().update(data.subarray(0, 1_000));
    const clone = hash.clone();
    expect(clone.length).toBe(1_000);
    expect(clone.update(data.subarray(1_000, 5_001)).hex()).toBe(twin(data.subarray(0, 5_001)));
    expect(hash.hex()).toBe(twin(data.subarray(0, 1_000)));
  });
});
