import { describe, expect, it } from 'vitest';
import { bucketTokens, embeddingBackward, embeddingForward } from '../../../src/gpu/kernels/embedding.ts';
import { embeddingBackwardTwin, embeddingForwardTwin } from '../../../src/gpu/kernels/embedding.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../harness.ts';

function randomTokens(count: number, vocab: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(randomArray(count, 9), (value) => Math.floor(((value + 1) / 2) * vocab));
}

describe('embedding', () => {
  it.each([
    { batch: 5, length: 7, dim: 36, vocab: 11, positions: 10 },
    { batch: 3, length: 9, dim: 37, vocab: 1003, positions: 9 },
  ])('looks up and accumulates gradients: %o', async ({ batch, length, dim, vocab, positions }) => {
    const gpu = await testGpu();
    const tokens = randomTokens(batch * length, vocab);
    const wte = randomArray(vocab * dim, 1);
    const wpe = randomArray(positions * dim, 2);
    const dOut = randomArray(batch * length * dim, 3);
    const tied = randomArray(vocab * dim, 4);
    const { order, rowStart } = bucketTokens(tokens, vocab);
    const out = gpu.createTensor('out', [batch * length, dim]);
    const dWte = gpu.upload('dWte', tied, [vocab, dim]);
    const dWpe = gpu.upload('dWpe', randomArray(positions * dim, 5), [positions, dim]);
    const shape = { batch, length, dim };
    const results = await runOnce(
      gpu,
      (recorder) => {
        embeddingForward(recorder, {
          tokens: gpu.upload('tokens', tokens),
          wte: gpu.upload('wte', wte),
          wpe: gpu.upload('wpe', wpe),
          ...{ out, ...shape },
        });
        embeddingBackward(recorder, {
          order: gpu.upload('order', order),
          rowStart: gpu.upload('rowStart', rowStart),
          dOut: gpu.upload('dOut', dOut),
          ...{ dWte, dWpe, ...shape, vocab, positions },
        });
      },
      [out, dWte, dWpe],
    );
    expectClose(results[0], embeddingForwardTwin(tokens, wte, wpe, length, dim));
    const expectedWte = tied.slice();
    const expectedWpe = embeddingBackwardTwin(tokens, dOut, expectedWte, length, dim, positions);
    expectClose(results[1], expectedWte);
    expectClose(results[2], expectedWpe);
  });

  it('has a twin whose gradients agree with finite differences', () => {
    const [vocab, length, dim] = [4, 3, 2];
    const tokens = Uint32Array.of(1, 3, 1, 0, 1, 1);
    const [wte, wpe] = [randomArray(vocab * dim, 1), randomArray(length * dim, 2)];
    const dOut = randomArray(tokens.length * dim, 3);
    const dWte = new Float32Array(vocab * dim);
    const dWpe = embeddingBackwardTwin(tokens, dOut, dWte, length, dim, length);
    const loss = () =>
      embeddingForwardTwin(tokens, wte, wpe, length, dim).reduce((sum, v, i) => sum + v * dOut[i], 0);
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
