import { beforeEach, describe, expect, it } from 'vitest';
import { autotune, autotuneKey } from '../../../src/gpu/tuning/autotune.ts';
import { Gpu } from '../../../src/gpu/device.ts';
import { MATMUL, MATMUL_VARIANTS, type MatmulBuild } from '../../../src/gpu/kernels/matmul/matmulVariants.ts';
import { testGpu } from '../harness.ts';

const REGISTERS = ['register16', 'register8'] as const;

describe('autotune', () => {
  // The default that the candidates must beat.
  beforeEach(async () => MATMUL.choose(await testGpu(), 'register16'));

  it('measures what it tries, keeps the default unless another is clearly faster, and uses it from then on', async () => {
    const gpu = await testGpu();
    const steps: (readonly [number, number])[] = [];
    const onProgress = (done: number, total: number) => steps.push([done, total]);
    const result = await autotune(gpu, { candidates: REGISTERS, budget: 60_000, onProgress });
    expect(result).toMatchObject({ rejected: [], how: 'measured' });
    const { register16, register8 } = result.milliseconds;
    expect(Math.min(register16!, register8!)).toBeGreaterThan(0);
    expect(result.variant).toBe(register8! > 0.85 * register16! ? 'register16' : 'register8');
    expect(MATMUL.chosen(gpu)).toBe(result.variant);
    expect(steps).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
  });

  it('stops when aborted, and leaves the default', async () => {
    const gpu = await testGpu();
    MATMUL.choose(gpu, 'register8');
    const controller = new AbortController();
    const tuning = autotune(gpu, {
      candidates: REGISTERS,
      budget: 60_000,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(tuning).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(MATMUL.chosen(gpu)).toBe('register8');
  });

  it('starts no further candidate once the budget is spent', async () => {
    const gpu = await testGpu();
    const result = await autotune(gpu, { candidates: REGISTERS, budget: 0 });
    expect(Object.keys(result.milliseconds)).toEqual(['register16']);
  });

  it('remembers an adapter, and forgets it when the candidates change', async () => {
    const gpu = await testGpu();
    const entries = new Map<string, string>();
    const store = {
      get: (key: string) => entries.get(key),
      set: (key: string, value: string) => void entries.set(key, value),
    };
    entries.set(autotuneKey(gpu.adapter, REGISTERS), 'register8');
    entries.set(autotuneKey(gpu.adapter, ['register16']), 'no such variant');
    const remembered = await autotune(gpu, { candidates: REGISTERS, store });
    expect(remembered).toEqual({
      variant: 'register8',
      how: 'remembered',
      milliseconds: {},
      rejected: [],
    });
    expect(MATMUL.chosen(gpu)).toBe('register8');
    const measured = await autotune(gpu, { candidates: ['register16'], store });
    expect(measured.how).toBe('measured');
    expect(entries.get(autotuneKey(gpu.adapter, ['register16']))).toBe('register16');
  });

  it.each([
    { clock: 'of 100 ms', now: () => Math.floor(performance.now() / 100) * 100 },
    { clock: 'that stands still', now: () => 7 },
  ])('keeps the default, and stores nothing, by a clock $clock', async ({ now }) => {
    const gpu = await testGpu();
    const entries = new Map<string, string>();
    const store = {
      get: (key: string) => entries.get(key),
      set: (key: string, value: string) => void entries.set(key, value),
    };
    const result = await autotune(gpu, { candidates: REGISTERS, store, now });
    expect(result).toEqual({ variant: 'register16', how: 'usual', milliseconds: {}, rejected: [] });
    expect(entries.size).toBe(0);
    expect(MATMUL.chosen(gpu)).toBe('register16');
  });

  it('has a coarse clock see enough of its steps where the budget allows', async () => {
    const gpu = await testGpu();
    const now = () => Math.floor(performance.now() / 5) * 5;
    const { how, milliseconds } = await autotune(gpu, { candidates: REGISTERS, budget: 60_000, now });
    expect(how).toBe('measured');
    expect(Object.keys(milliseconds).toSorted()).toEqual(['register16', 'register8']);
  });

  it('remembers nothing for an adapter without a name, and tells adapters of one name apart by what they can do', async () => {
    const gpu = await testGpu();
    const hidden = new Gpu(gpu.device, { ...gpu.adapter, vendor: '', architecture: '', description: '' });
    const entries = new Map<string, string>();
    const store = {
      get: () => 'register8',
      set: (key: string, value: string) => void entries.set(key, value),
    };
    const result = await autotune(hidden, { candidates: ['register16'], store });
    expect(result.how).toBe('measured');
    expect(entries.size).toBe(0);
    expect(gpu.adapter.traits).toMatch(/^[0-9]+,/);
    const other = { ...gpu.adapter, traits: '1' };
    expect(autotuneKey(other, REGISTERS)).not.toBe(autotuneKey(gpu.adapter, REGISTERS));
  });

  it.each([
    { fault: 'whose results are wrong', edit: ['k += 4u', 'k += 8u'] },
    { fault: 'that does not compile', edit: ['k += 4u', 'k += nonsense'] },
  ])('rejects a candidate $fault', async ({ fault, edit: [text, replacement] }) => {
    const gpu = await testGpu();
    const right = MATMUL_VARIANTS.register8.body;
    const wrong = {
      name: fault,
      body: (build: MatmulBuild) => right(build).replace(text, replacement),
    };
    const original = { ...MATMUL_VARIANTS.register8 };
    Object.assign(MATMUL_VARIANTS.register8, wrong);
    try {
      const result = await autotune(gpu, { candidates: REGISTERS, budget: 60_000 });
      expect(result.rejected).toEqual(['register8']);
      expect(result.variant).toBe('register16');
      await expect(autotune(gpu, { candidates: ['register8'] })).rejects.toThrow(/tried register8/);
    } finally {
      Object.assign(MATMUL_VARIANTS.register8, original);
    }
  });
});
