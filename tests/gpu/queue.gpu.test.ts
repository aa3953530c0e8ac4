import { describe, expect, it } from 'vitest';
import { fill } from '../../src/gpu/kernels/elementwise/fill.ts';
import { linearGrid, Recorder } from '../../src/gpu/plan.ts';
import { readF32, readU32, run } from '../../src/gpu/queue.ts';
import { UniformBlock } from '../../src/gpu/uniforms.ts';
import { runOnce, testGpu } from './harness.ts';

const SCALE = {
  name: 'test.scale',
  code: /* wgsl */ `
    struct Step { factor: f32, offset: u32 }
    override COUNT: u32;
    @group(0) @binding(0) var<storage, read> x: array<f32>;
    @group(0) @binding(1) var<storage, read_write> y: array<f32>;
    @group(0) @binding(2) var<uniform> step: Step;
    @compute @workgroup_size(64)
    fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
      let i = id.x + id.y * groups.x * 64;
      if (i >= COUNT) { return; }
      y[i] = x[i] * step.factor + f32(step.offset);
    }`,
  bindings: ['read', 'readWrite', 'uniform'],
} as const;

describe('queue', () => {
  it('replays a recorded step with step-varying scalars', async () => {
    const gpu = await testGpu();
    const x = gpu.upload('x', Float32Array.of(1, 2, 3));
    const y = gpu.createTensor('y', [3]);
    const step = new UniformBlock(gpu, 'step', { factor: 'f32', offset: 'u32' });
    step.set({ factor: 2, offset: 5 });
    const [result] = await runOnce(
      gpu,
      (recorder) =>
        recorder.dispatch(SCALE, {
          constants: { COUNT: 3 },
          bindings: [x, y, step],
          grid: linearGrid(3, 64),
        }),
      [y],
    );
    expect([...result]).toEqual([7, 9, 11]);
  });

  it('folds more than 65,535 workgroups into the second grid dimension', () => {
    const [x, y = 1] = linearGrid(64 * 100_000 + 1, 64);
    expect(x).toBeLessThanOrEqual(65_535);
    expect(x * y).toBeGreaterThanOrEqual(100_001);
  });

  it('reads f32 and u32 tensors back trimmed to their shape', async () => {
    const gpu = await testGpu();
    expect([...(await readF32(gpu, gpu.upload('a', Float32Array.of(1.5))))]).toEqual([1.5]);
    expect([...(await readU32(gpu, gpu.upload('b', Uint32Array.of(7, 8))))]).toEqual([7, 8]);
  });

  it('reads scratch after its own plan, and refuses it after another, which may have had its memory', async () => {
    const gpu = await testGpu();
    const [one, other] = await Promise.all(
      ['one', 'other'].map(async (label) => {
        const rec = new Recorder(gpu, label);
        const [x, y] = [rec.scratch('x', [8]), rec.own('y', [8])];
        fill(rec, { out: x, value: 3, count: 8 });
        fill(rec, { out: y, value: 4, count: 8 });
        return { plan: await rec.finish(), x, y };
      }),
    );
    expect((await run(gpu, [one.plan, one.plan], [one.x]))[0][7]).toBe(3);
    expect((await run(gpu, [one.plan, other.plan], [one.y]))[0][7]).toBe(4);
    await expect(run(gpu, [one.plan, other.plan], [one.y, one.x])).rejects.toThrow(/one\/x is scratch/);
  });

  it('reads small and large results of one submit, in the order asked for', async () => {
    const gpu = await testGpu();
    const sizes = [3, 20_000, 5, 1, 16_384, 7];
    const data = sizes.map((size, index) =>
      index === 3 ? Uint32Array.of(9) : Float32Array.from({ length: size }, (_, i) => index + i),
    );
    const tensors = data.map((values, index) => gpu.upload(`t${index}`, values));
    const results = await run(gpu, [], tensors);
    expect(results).toEqual(data);
  });

  it('submits at once: a second run need not wait for the first', async () => {
    const gpu = await testGpu();
    const out = gpu.createTensor('out', [1]);
    const results = [1, 2, 3].map((value) => {
      gpu.write(out, Float32Array.of(value));
      return run(gpu, [], [out]);
    });
    expect((await Promise.all(results)).map(([values]) => values[0])).toEqual([1, 2, 3]);
  });

  it('tells kernels by their text: two of one name give a number each, and two names of one text share a pipeline', async () => {
    const gpu = await testGpu();
    const kernel = (name: string, value: number) =>
      ({
        name,
        code: `@group(0) @binding(0) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(1) fn main() { out[0] = ${value}.0; }`,
        bindings: ['readWrite'],
      }) as const;
    const out = gpu.createTensor('out', [1]);
    const told = async (of: ReturnType<typeof kernel>) => {
      const rec = new Recorder(gpu, 'texts');
      rec.dispatch(of, { constants: {}, bindings: [out], grid: [1] });
      return (await run(gpu, [await rec.finish()], [out]))[0][0];
    };
    expect([await told(kernel('test.same', 3)), await told(kernel('test.same', 4))]).toEqual([3, 4]);
    const compiled = gpu.pipelines.size;
    expect(await told(kernel('test.other', 3))).toBe(3);
    expect(gpu.pipelines.size).toBe(compiled);
  });

  it('reports a compile error with the kernel name', async () => {
    const gpu = await testGpu();
    const broken = { name: 'test.broken', code: 'fn nonsense(', bindings: [] } as const;
    await expect(gpu.pipelines.get(broken, {})).rejects.toThrow(/test\.broken/);
    expect(() => gpu.check()).toThrow();
  });
});
