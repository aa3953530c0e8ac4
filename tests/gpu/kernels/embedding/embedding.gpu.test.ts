import { describe, expect, it } from 'vitest';
import { floatToHalf, toFloat32 } from '../../../../src/files/safetensors/dtype.ts';
import {
  bucketTokens,
  embeddingBackward,
  embeddingForward,
} from '../../../../src/gpu/kernels/embedding/embedding.ts';
import {
  embeddingBackwardTwin,
  embeddingForwardTwin,
} from '../../../../src/gpu/kernels/embedding/embedding.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

function randomIds(count: number, below: number, seed: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(randomArray(count, seed), (value) => Math.floor(((value + 1) / 2) * below));
}

describe('embedding', () => {
  it.each([
    { rows: 35, dim: 36, vocab: 11, length: 10 },
    { rows: 27, dim: 37, vocab: 1003, length: 9 },
  ])('looks up and accumulates gradients: %o', async ({ rows, dim, vocab, length }) => {
    const gpu = await testGpu();
    const tokens = randomIds(rows, vocab, 9);
    const positions = randomIds(rows, length - 1, 10);
    const wte = randomArray(vocab * dim, 1);
    const wpe = randomArray(length * dim, 2);
    const dOut = randomArray(rows * dim, 3);
    const tied = randomArray(vocab * dim, 4);
    const out = gpu.createTensor('out', [rows, dim]);
    const dWte = gpu.upload('dWte', tied, [vocab, dim]);
    const dWpe = gpu.upload('dWpe', randomArray(length * dim, 5), [length, dim]);
    const sorted = (ids: Uint32Array, entries: number) => {
      const { order, rowStart } = bucketTokens(ids, entries);
      return { order: gpu.upload('order', order), start: gpu.upload('start', rowStart), entries };
    };
    const results = await runOnce(
      gpu,
      (recorder) => {
        embeddingForward(recorder, {
          tokens: gpu.upload('tokens', tokens),
          positions: gpu.upload('positions', positions),
          wte: gpu.upload('wte', wte),
          wpe: gpu.upload('wpe', wpe),
          out,
          rows,
          dim,
        });
        const gradient = gpu.upload('dOut', dOut);
        embeddingBackward(recorder, {
          ...sorted(tokens, vocab),
          dOut: gradient,
          dTable: dWte,
          dim,
          accumulate: true,
        });
        embeddingBackward(recorder, {
          ...sorted(positions, length),
          dOut: gradient,
          dTable: dWpe,
          dim,
          accumulate: false,
        });
      },
      [out, dWte, dWpe],
    );
    expectClose(results[0], embeddingForwardTwin(tokens, positions, wte, wpe, dim));
    const expectedWte = tied.slice();
    embeddingBackwardTwin(tokens, dOut, expectedWte, dim);
    expectClose(results[1], expectedWte);
    const expectedWpe = new Float32Array(length * dim);
    embeddingBackwardTwin(positions, dOut, expectedWpe, dim);
    expectClose(results[2], expectedWpe);
  });

  it.each([
    { dim: 36, learned: true },
    { dim: 37, learned: true },
    { dim: 36, learned: false },
    { dim: 37, learned: false },
  ])('looks up a table of halves: %o', async ({ dim, learned }) => {
    const gpu = await testGpu();
    const [rows, vocab, length] = [35, 101, 10];
    const [tokens, positions] = [randomIds(rows, vocab, 9), randomIds(rows, length, 10)];
    const halves = Uint16Array.from(randomArray(vocab * dim, 1), floatToHalf);
    const wpe = learned ? randomArray(length * dim, 2) : new Float32Array(length * dim);
    const out = gpu.createTensor('out', [rows, dim]);
    const options = {
      tokens: gpu.upload('tokens', tokens),
      positions: gpu.upload('positions', positions),
      wte: gpu.upload('wte', halves, [vocab, dim]),
      wpe: learned ? gpu.upload('wpe', wpe) : undefined,
      out,
      rows,
      dim,
    };
    const [result] = await runOnce(gpu, (rec) => embeddingForward(rec, options), [out]);
    const wte = toFloat32(new Uint8Array(halves.buffer), 'F16');
    expect(result).toEqual(embeddingForwardTwin(tokens, positions, wte, wpe, dim));
  });

  it('unpacks every finite half exactly', async () => {
    const gpu = await testGpu();
    const halves = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((h) => (h & 0x7c00) !== 0x7c00);
    const dim = halves.length;
    const out = gpu.createTensor('out', [1, dim]);
    const none = gpu.createTensor('none', [1], 'u32');
    const wte = gpu.upload('wte', halves, [1, dim]);
    const options = { tokens: none, positions: none, wte, out, rows: 1, dim };
    const [result] = await runOnce(gpu, (rec) => embeddingForward(rec, options), [out]);
    expect(result).toEqual(toFloat32(new Uint8Array(halves.buffer), 'F16'));
  });

  it('has a twin whose gradients agree with finite differences', () => {
    const [vocab, length, dim] = [4, 3, 2];
    const tokens = Uint32Array.of(1, 3, 1, 0, 1, 1);
    const positions = Uint32Array.of(0, 1, 2, 0, 1, 2);
    const [wte, wpe] = [randomArray(vocab * dim, 1), randomArray(length * dim, 2)];
    const dOut = randomArray(tokens.length * dim, 3);
    const [dWte, dWpe] = [new Float32Array(vocab * dim), new Float32Array(length * dim)];
    embeddingBackwardTwin(tokens, dOut, dWte, dim);
    embeddingBackwardTwin(positions, dOut, dWpe, dim);
    const loss = () =>
      embeddingForwardTwin(tokens, positions, wte, wpe, dim).reduce((sum, v, i) => sum + v * dOut[i], 0);
    for (const [values, gradient] of [
      [wte, dWte],
      [wpe, dWpe],
    ]) {
      const numeric = Array.from(values, (value, i) => {
        values[i] = value + 0.25;
        const up = loss();
        values[i] = value - 0.25;
        const down = loss();
        values[i] = value;
        return (up - down) / 0.5;
      });
      expectClose(numeric, gradient, 1e-5);
    }
  });

  it('groups places by token in their own order', () => {
    const { order, rowStart } = bucketTokens(Uint32Array.of(2, 0, 2, 4, 0), 5);
    expect([...order]).toEqual([1, 4, 0, 2, 3]);
    expect([...rowStart]).toEqual([0, 2, 2, 4, 4, 5]);
    expect(() => bucketTokens(Uint32Array.of(5), 5)).toThrow(/Token id 5/);
  });
});
