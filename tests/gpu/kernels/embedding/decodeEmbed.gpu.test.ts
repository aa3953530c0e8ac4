import { expect, it } from 'vitest';
import { floatToHalf, toFloat32 } from '../../../../src/files/safetensors/dtype.ts';
import { decodeEmbed } from '../../../../src/gpu/kernels/embedding/decodeEmbed.ts';
import { decodeEmbedTwin } from '../../../../src/gpu/kernels/embedding/decodeEmbed.twin.ts';
import { randomArray, runOnce, testGpu } from '../../harness.ts';

it.each([
  { dim: 13, halves: false },
  { dim: 12, halves: false },
  { dim: 13, halves: true },
  { dim: 12, halves: true },
])('embeds the token under each cursor at its own position: %o', async ({ dim, halves }) => {
  const gpu = await testGpu();
  const shape = { batch: 5, capacity: 6, dim };
  const tokens = Uint32Array.from({ length: 30 }, (_, i) => (i * 7) % 11);
  const cursor = Uint32Array.of(0, 5, 3, 3, 1);
  const stored = Uint16Array.from(randomArray(11 * dim, 1), floatToHalf);
  const wte = halves ? toFloat32(new Uint8Array(stored.buffer), 'F16') : randomArray(11 * dim, 1);
  const wpe = randomArray(6 * dim, 2);
  const out = gpu.createTensor('out', [5, dim]);
  const [result] = await runOnce(
    gpu,
    (rec) =>
      decodeEmbed(rec, {
        tokens: gpu.upload('tokens', tokens),
        cursor: gpu.upload('cursor', cursor),
        wte: gpu.upload('wte', halves ? stored : wte),
        wpe: gpu.upload('wpe', wpe),
        out,
        ...shape,
      }),
    [out],
  );
  expect(result).toEqual(decodeEmbedTwin(tokens, cursor, wte, wpe, shape));
});
