import { expect, it } from 'vitest';
import { decodeEmbed } from '../../../src/gpu/kernels/decodeEmbed.ts';
import { decodeEmbedTwin } from '../../../src/gpu/kernels/decodeEmbed.twin.ts';
import { randomArray, runOnce, testGpu } from '../harness.ts';

it('embeds the token under each cursor at its own position', async () => {
  const gpu = await testGpu();
  const shape = { batch: 5, capacity: 6, dim: 13 };
  const tokens = Uint32Array.from({ length: 30 }, (_, i) => (i * 7) % 11);
  const cursor = Uint32Array.of(0, 5, 3, 3, 1);
  const wte = randomArray(11 * 13, 1);
  const wpe = randomArray(6 * 13, 2);
  const out = gpu.createTensor('out', [5, 13]);
  const [result] = await runOnce(
    gpu,
    (rec) =>
      decodeEmbed(rec, {
        tokens: gpu.upload('tokens', tokens),
        cursor: gpu.upload('cursor', cursor),
        wte: gpu.upload('wte', wte),
        wpe: gpu.upload('wpe', wpe),
        out,
        ...shape,
      }),
    [out],
  );
  expect(result).toEqual(decodeEmbedTwin(tokens, cursor, wte, wpe, shape));
});
