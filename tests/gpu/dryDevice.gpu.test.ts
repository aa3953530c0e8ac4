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

  test('sorts live bytes by label', () => {
    const { gpu, ledger } = openDryGpu();
    gpu.createTensor('cache/0', [4]);
    gpu.createTensor('cache/1', [8]);
    gpu.createTensor('z', [100]);
    const sums = ledger.by((label) => (label.startsWith('cache/') ? 'cache' : 'other'));
    expect([...sums]).toEqual([
      ['cache', 48],
      ['other', 400],
    ]);
    expect(ledger.largest).toEqual({ label: 'z', bytes: 400 });
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
