/** Plans of a device share scratch: none owns it, the last one out destroys it, and results stay right. */
import { beforeEach, describe, expect, test } from 'vitest';
import { openDryGpu, type MemoryLedger } from '../../src/gpu/dryDevice.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { matmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import { Recorder, type Plan } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import type { Tensor } from '../../src/gpu/tensor.ts';
import { randomArray, testGpu } from './harness.ts';

let gpu: Gpu;
let ledger: MemoryLedger;

beforeEach(() => {
  ({ gpu, ledger } = openDryGpu());
});

function plan(bytes: number, label = 'p'): Promise<Plan> {
  const rec = new Recorder(gpu, label);
  rec.scratch('x', [bytes / 4]);
  return rec.finish();
}

describe('ScratchPool', () => {
  test('plans share what is large enough and not much larger', async () => {
    await plan(4096);
    await plan(3000);
    expect(ledger.bytes).toBe(4096);
    await plan(2000);
    expect(ledger.bytes).toBe(4096 + 2000);
  });

  test('recordings under way at once do not share', async () => {
    const [a, b] = [new Recorder(gpu, 'a'), new Recorder(gpu, 'b')];
    const [x, y] = [a.scratch('x', [64]), b.scratch('y', [64])];
    expect(x.buffer).not.toBe(y.buffer);
    await Promise.all([a.finish(), b.finish()]);
    expect(ledger.bytes).toBe(512);
  });

  test('a buffer goes with the last plan that uses it', async () => {
    const first = await plan(4096);
    const second = await plan(4096);
    first.destroy();
    expect(ledger.bytes).toBe(4096);
    second.destroy();
    expect(ledger.bytes).toBe(0);
    await plan(4096);
    expect(ledger.bytes).toBe(4096);
  });

  test('large sizes are rounded up, so that neighbours share; never above the largest buffer', async () => {
    expect(gpu.scratch.sizeFor(65_000, 2 ** 28)).toBe(65_000);
    expect(gpu.scratch.sizeFor(2 ** 20 + 16, 2 ** 28)).toBe(1.25 * 2 ** 20);
    expect(gpu.scratch.sizeFor(2 ** 28 - 16, 2 ** 28 - 8)).toBe(2 ** 28 - 16);
    await plan(1_050_000);
    await plan(1_200_000);
    expect(ledger.bytes).toBe(1.25 * 2 ** 20);
  });

  test('a step that cannot be recorded gives everything back', () => {
    const rec = new Recorder(gpu, 'p');
    rec.scratch('x', [1024]);
    rec.own('y', [1024]);
    expect(() => rec.scratch('z', [2 ** 27])).toThrow(/largest buffer/);
    expect(ledger.bytes).toBe(0);
  });

  test('a plan replayed after another used its scratch gives the same result', async () => {
    const real = await testGpu();
    const size = 12;
    const a = real.upload('a', randomArray(size * size, 1), [size, size]);
    const b = real.upload('b', randomArray(size * size, 2), [size, size]);
    const product = (label: string, left: Tensor, right: Tensor) => {
      const rec = new Recorder(real, label);
      const middle = rec.scratch('middle', [size, size]);
      const out = rec.own('out', [size, size]);
      matmul(rec, { a: left, b: right, out: middle, m: size, n: size, k: size });
      matmul(rec, { a: middle, b: right, out, m: size, n: size, k: size });
      return rec.finish().then((finished) => ({ finished, middle, out }));
    };
    const one = await product('one', a, b);
    const other = await product('other', b, a);
    expect(other.middle.buffer).toBe(one.middle.buffer);
    const [before] = await run(real, [one.finished], [one.out]);
    await run(real, [other.finished], [other.out]);
    const [after] = await run(real, [one.finished, other.finished], [one.out]);
    expect(after).toEqual(before);
    one.finished.destroy();
    other.finished.destroy();
  });
});
