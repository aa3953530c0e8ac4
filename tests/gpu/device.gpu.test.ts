import { describe, expect, it } from 'vitest';
import { floatToHalf } from '../../src/files/safetensors/dtype.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import { byteLength, paddedBytes } from '../../src/gpu/tensor.ts';
import { testGpu } from './harness.ts';

const halves = (...values: number[]) => Uint16Array.from(values, floatToHalf);

describe('tensors of half precision', () => {
  it('take two bytes an element, rounded up to 16', async () => {
    const gpu = await testGpu();
    expect(paddedBytes(9, 'f16')).toBe(32);
    expect(paddedBytes(9)).toBe(48);
    const tensor = gpu.createTensor('halves', [3, 11], 'f16');
    expect(tensor.buffer.size).toBe(80);
    expect(byteLength(tensor)).toBe(80);
    const rec = new Recorder(gpu, 'test');
    expect(rec.scratch('scratch', [33], 'f16').buffer.size).toBe(80);
  });

  it('are uploaded and read back as the bits of halves', async () => {
    const gpu = await testGpu();
    const data = halves(1, -2.5, 65504, 2 ** -24, 0.1);
    const tensor = gpu.upload('halves', data);
    expect(tensor.type).toBe('f16');
    const [read, other] = await run(gpu, [], [tensor, gpu.upload('floats', Float32Array.of(3))]);
    expect(read).toEqual(data);
    expect(other).toEqual(Float32Array.of(3));
  });

  it('are filled piece by piece, an odd piece last', async () => {
    const gpu = await testGpu();
    const tensor = gpu.upload('halves', halves(9, 9, 9, 9, 9, 9, 9));
    gpu.writeAt(tensor, 4, halves(5, 6, 7));
    gpu.writeAt(tensor, 0, halves(1, 2));
    expect((await run(gpu, [], [tensor]))[0]).toEqual(halves(1, 2, 9, 9, 5, 6, 7));
  });

  it('refuse pieces that do not fit them or a word', async () => {
    const gpu = await testGpu();
    const tensor = gpu.createTensor('table', [20], 'f16');
    expect(() => gpu.writeAt(tensor, 3, halves(1, 2))).toThrow(/even element, not at 3/);
    expect(() => gpu.writeAt(tensor, 2, halves(1))).toThrow(/even length, not 1/);
    expect(() => gpu.writeAt(tensor, 16, new Uint16Array(10))).toThrow(
      /do not fit table \[20\] from element 16/,
    );
    expect(() => gpu.write(tensor, new Float32Array(4))).toThrow(/holds f16, not elements of 4 bytes/);
    expect(() => gpu.write(gpu.createTensor('floats', [4]), halves(1, 2))).toThrow(/holds f32/);
  });
});

describe('tensors of f32', () => {
  it('are filled piece by piece', async () => {
    const gpu = await testGpu();
    const tensor = gpu.createTensor('floats', [5]);
    gpu.writeAt(tensor, 3, Float32Array.of(4, 5));
    gpu.writeAt(tensor, 1, Float32Array.of(2));
    expect((await run(gpu, [], [tensor]))[0]).toEqual(Float32Array.of(0, 2, 0, 4, 5));
    expect(() => gpu.write(tensor, new Float32Array(9))).toThrow(/9 elements do not fit floats \[5\]\.$/);
  });
});
