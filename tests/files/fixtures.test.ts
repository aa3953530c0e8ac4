/** The reader and the writer against files of the reference library. */
import { describe, expect, it } from 'vitest';
import { modelShapes, parseModelConfig } from '../../src/files/config/modelConfig.ts';
import { parseSafetensors, writeSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { MODEL_FIXTURES, loadGaeFixture, loadModelFixture, readFixture } from '../fixtures/load.ts';

const ramp = Array.from({ length: 200 }, (_, i) => Math.fround(Math.fround(i - 100) / 7));

describe('files of the reference library', () => {
  it('reads F32, scalars and metadata', async () => {
    const file = parseSafetensors(await readFixture('safetensors/f32.safetensors'));
    expect(file.metadata).toEqual({ format: 'pt' });
    expect(file.tensors.get('a')?.shape).toEqual([2, 3]);
    expect([...file.readF32('a')]).toEqual([0, 1, 2, 3, 4, 5].map((i) => Math.fround(i / 3)));
    expect(file.tensors.get('b é')?.shape).toEqual([]);
    expect([...file.readF32('b é')]).toEqual([-1.5]);
  });

  it('reads F16 and BF16 to within half a unit of the ramp they were rounded from', async () => {
    const half = parseSafetensors(await readFixture('safetensors/f16.safetensors')).readF32('half');
    const bf16 = parseSafetensors(await readFixture('safetensors/mixed.safetensors')).readF32('bf16');
    expect(half.length).toBe(200);
    expect(bf16.length).toBe(200);
    ramp.forEach((value, i) => {
      expect(Math.abs(half[i] - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11);
      expect(Math.abs(bf16[i] - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -8);
    });
  });

  it('reads I32 beside types it only has to step over', async () => {
    const file = parseSafetensors(await readFixture('safetensors/mixed.safetensors'));
    expect([...file.readI32('ids')]).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect(file.tensors.get('flag')).toMatchObject({ dtype: 'BOOL', shape: [1] });
  });

  it('writes the same bytes', async () => {
    const f32 = await readFixture('safetensors/f32.safetensors');
    const file = parseSafetensors(f32);
    const tensors = [...file.tensors.values()].map(({ name, shape }) => ({
      name,
      shape,
      data: file.readF32(name),
    }));
    expect(writeSafetensors(tensors, { metadata: { format: 'pt' } })).toEqual(f32);
    const half = [{ name: 'half', shape: [200], data: Float32Array.from(ramp) }];
    expect(writeSafetensors(half, { dtype: 'F16' })).toEqual(
      await readFixture('safetensors/f16.safetensors'),
    );
  });
});

describe('fixtures of the engine', () => {
  it.each(MODEL_FIXTURES)('%s is complete', async (name) => {
    const fixture = await loadModelFixture(name);
    const config = parseModelConfig(fixture.config);
    const shapes = modelShapes(config);
    expect([...fixture.weights.keys()].toSorted()).toEqual([...shapes.keys()].toSorted());
    for (const part of ['lm/grad', 'reward/grad', 'ppo/grad', 'adamw', 'adamwTf']) {
      const names = [...fixture.group(part).keys()];
      // A score does not depend on an untied language head.
      const all = [...shapes.keys()].filter((name) => part !== 'reward/grad' || name !== 'lm_head.weight');
      expect(names).toEqual(expect.arrayContaining(all));
    }
    const [batch, length] = fixture.shape('tokens');
    expect(fixture.shape('logits')).toEqual([batch, length, config.vocab]);
    expect(fixture.i32('tokens').length).toBe(batch * length);
    expect(fixture.numbers.ppo.temperature).toBe(0.7);
  });

  it('gae is complete', async () => {
    const gae = await loadGaeFixture();
    expect(gae.numbers.a).toEqual({ gamma: 1, lambda: 0.95 });
    expect(gae.shape('b/whitenedAdvantages/unbiased')).toEqual(gae.shape('rewards'));
  });
});
