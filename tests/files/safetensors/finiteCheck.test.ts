import { describe, expect, it } from 'vitest';
import { FiniteCheck } from '../../../src/files/safetensors/finiteCheck.ts';
import { parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { elementOf, fileOfTensors } from './safetensorsFile.ts';
import { randomStream } from '../random.ts';

type Type = 'F32' | 'F16' | 'BF16';
const TYPES: readonly Type[] = ['F32', 'F16', 'BF16'];

/** A file of random bits in all three types, and what the check says of it when it comes in pieces. */
function fileOf(seed: number): Uint8Array {
  const random = randomStream(seed);
  const tensors = TYPES.map((dtype, i) => {
    const count = 1 + random.below(40);
    const width = dtype === 'F32' ? 4 : 2;
    const bytes = Uint8Array.from({ length: count * width }, () => random.below(256));
    return { name: `t${i}`, dtype, shape: [count], bytes };
  });
  return fileOfTensors(tensors);
}

/** Every element, by the twin that decodes bits itself. */
function firstBroken(file: Uint8Array): string | null {
  const entries = [...parseSafetensors(file).tensors.values()].sort((a, b) => a.begin - b.begin);
  for (const { name, dtype, shape, begin } of entries) {
    for (let i = 0; i < shape[0]; i++) {
      if (!Number.isFinite(elementOf(file, dtype, begin, i)))
        return `"${name}" holds NaN or infinity at element ${i}`;
    }
  }
  return null;
}

function found(file: Uint8Array, most: number, seed: number): string | null {
  const random = randomStream(seed);
  const check = new FiniteCheck(parseSafetensors(file).tensors.values());
  for (let at = 0; at < file.length;) {
    const piece = file.subarray(at, at + 1 + random.below(most));
    const problem = check.take(piece);
    if (problem !== null) return problem.replace(/: the weights.*/, '');
    at += piece.length;
  }
  return null;
}

describe('a check for what is not finite', () => {
  it('finds what a decoder of every element finds, however the file is cut', () => {
    let broken = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const file = fileOf(seed);
      const expected = firstBroken(file);
      if (expected) broken++;
      for (const most of [1, 3, 50, 1_000]) expect(found(file, most, seed), `file ${seed}`).toBe(expected);
    }
    expect(broken).toBeGreaterThan(50);
    expect(broken).toBeLessThan(290);
  });

  it('goes on behind what was checked before, in the middle of an element', () => {
    const data = new Uint8Array(new Float32Array([1, NaN]).buffer);
    const file = fileOfTensors([{ name: 't', dtype: 'F32', shape: [2], bytes: data }]);
    const begin = file.length - 8;
    for (let kept = begin; kept < begin + 8; kept++) {
      const check = new FiniteCheck(parseSafetensors(file).tensors.values());
      check.resume(kept, file[kept - 1]);
      expect(check.take(file.subarray(kept)), `from ${kept - begin}`).toMatch(/element 1/);
    }
  });
});
