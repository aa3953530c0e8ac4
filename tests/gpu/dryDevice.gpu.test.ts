/** The dry device counts what a real one would have allocated, and computes nothing. */
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_DRY_DEVICE,
  dryDeviceLike,
  dryDeviceOfAdapter,
  openDryGpu,
} from '../../src/gpu/dryDevice.ts';
import { openGpu } from '../../src/gpu/device.ts';
import { matmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { readF32, run } from '../../src/gpu/queue.ts';

describe('openDryGpu', () => {
  test('counts buffers while they live and remembers the peak', () => {
    const { gpu, ledger } = openDryGpu();
    const a = gpu.createTensor('a', [3, 5]);
    const b = gpu.createTensor('b/x', [100]);
    expect(ledger.bytes).toBe(64 + 400);
    a.buffer.destroy();
    expect(ledger.bytes).toBe(400);
    expect(ledger.peak).toBe(464);
    b.buffer.destroy();
    b.buffer.destroy();
    expect(ledger.bytes).toBe(0);
  });

  test('adds live bytes up by who owns them, and names what nobody owns', async () => {
    const { gpu, ledger } = openDryGpu();
    const first = gpu.createTensor('0', [4], 'f32', { owner: 'cache' });
    gpu.upload('1', new Uint32Array(8), [8], { owner: 'cache' });
    const z = gpu.createTensor('z', [100]);
    expect([...ledger.byOwner]).toEqual([['cache', 48]]);
    expect(ledger.unowned).toEqual(['z']);
    expect(ledger.largest).toMatchObject({ label: 'z', bytes: 400 });
    // What a step keeps is its recorder's, or whose it is said to be meanwhile; what results come back in, the engine's.
    const rec = new Recorder(gpu, 'p', 'mine');
    rec.own('kept', [4]);
    rec.ownedBy('yours', () => rec.own('lent', [8]));
    rec.scratch('x', [64]);
    await readF32(gpu, z);
    first.buffer.destroy();
    expect(Object.fromEntries(ledger.byOwner)).toEqual({
      cache: 32,
      mine: 16,
      yours: 32,
      activations: 256,
      exchange: 2 * 400,
    });
  });

  test('plans are recorded, replayed and read back as zeros', async () => {
    const { gpu, ledger } = openDryGpu();
    const a = gpu.upload('a', new Float32Array(64).fill(1), [8, 8]);
    const rec = new Recorder(gpu, 'p');
    const out = rec.scratch('out', [8, 8]);
    matmul(rec, { a, b: a, out, m: 8, n: 8, k: 8 });
    const plan = await rec.finish();
    await run(gpu, [plan]);
    expect(await readF32(gpu, out)).toEqual(new Float32Array(64));
    expect(plan.scratchBytes).toBe(256);
    const before = ledger.bytes;
    plan.destroy();
    expect(ledger.bytes).toBe(before - 256);
  });

  test('refuses what a device of its limits would refuse', () => {
    const { gpu } = openDryGpu();
    expect(() => gpu.createTensor('big', [2 ** 27])).toThrow(/largest buffer/);
  });
});

describe('dryDeviceOfAdapter', () => {
  test('is what a device opened on that adapter would be like', async () => {
    const gpu = await openGpu(navigator.gpu);
    expect(await dryDeviceOfAdapter(navigator.gpu)).toEqual(dryDeviceLike(gpu));
    gpu.destroy();
  });

  test('is the defaults of WebGPU without an adapter', async () => {
    expect(await dryDeviceOfAdapter(undefined)).toEqual(DEFAULT_DRY_DEVICE);
  });
});
