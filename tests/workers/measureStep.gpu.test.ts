/** Where a step's time goes, and that asking changes nothing. */
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/bytes/storage.ts';
import { MEASURING } from '../../src/workers/protocol.ts';
import { costs } from '../../src/workers/measureStep.ts';
import { rankingsBy, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { openSession } from './openSession.ts';

describe('a measured step', () => {
  it('says what each kernel takes, and of which limit', async () => {
    const { session, told } = await openSession();
    const measured = await session.measureStep();
    expect(measured.responses).toBe(4);
    expect(measured.tokens).toBeGreaterThan(measured.responses);
    expect(measured.milliseconds).toBeGreaterThan(0);
    expect(measured.limits.gflops).toBeGreaterThan(0);
    const kernels = measured.kernels!;
    expect(kernels.some(({ kernel }) => kernel.startsWith('matmul.'))).toBe(true);
    expect(kernels.reduce((sum, { dispatches }) => sum + dispatches, 0)).toBe(measured.dispatches);
    expect(kernels.reduce((sum, { time }) => sum + time, 0)).toBeCloseTo(1);
    for (const { share } of kernels) expect(share).toBeGreaterThanOrEqual(0);
    await told.settled();
    const progress = told.of('progress').filter(({ task }) => task === MEASURING);
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toMatchObject({ done: 3, total: 3 });
  });

  it('of parts is what is computed at once', async () => {
    const { session } = await openSession({ request: { settings: { ...TINY_SETTINGS, microBatch: 3 } } });
    expect((await session.measureStep()).responses).toBe(3);
  });

  it.each([
    ['trained in full', TINY_SETTINGS],
    ['with adapters', { ...TINY_SETTINGS, method: 'lora', microBatch: 3, recompute: true } as const],
  ])('leaves the run as it would be without, metrics and answers after it: %s', async (_, settings) => {
    const request = { preferences: rankingsBy('a', 6), settings };
    const [plain, watched] = [new MemoryStorage(), new MemoryStorage()];
    const first = await openSession({ storage: plain, request });
    const second = await openSession({ storage: watched, request });
    await first.session.step('iteration');
    await second.session.measureStep();
    await second.session.step('stage');
    await second.session.measureStep();
    await second.session.step('iteration');
    const done = ({ row }: { readonly row: { readonly iteration: number } }) => row.iteration === 1;
    expect(await second.told.next('metrics', done)).toEqual(await first.told.next('metrics', done));
    const [mine, theirs] = await Promise.all(
      [plain, watched].map(async (storage) => {
        const { session } = await openSession({ storage, request });
        return session.compare('hello');
      }),
    );
    expect(theirs).toEqual(mine);
  });

  it('can be cancelled', async () => {
    const { session, told } = await openSession();
    const outcome = session.measureStep().catch((error: unknown) => error);
    await told.next('progress', ({ task }) => task === MEASURING);
    await session.cancel(MEASURING);
    expect(await outcome).toHaveProperty('name', 'AbortError');
    await told.settled();
    expect(told.of('progress').at(-1)).toMatchObject({ task: MEASURING, done: 3, total: 3 });
  });
});

describe('costs', () => {
  it('name the limit that a kernel comes nearer to', () => {
    const kernel = { kernel: 'k', dispatches: 2, milliseconds: 3 };
    const limits = { gflops: 100, gigabytesPerSecond: 10 };
    expect(
      costs(
        [
          { ...kernel, gflopPerSecond: 50, gigabytesPerSecond: 1 },
          { ...kernel, milliseconds: 1, gflopPerSecond: 0, gigabytesPerSecond: 8 },
        ],
        limits,
      ),
    ).toEqual([
      { ...kernel, gflopPerSecond: 50, time: 0.75, bound: 'arithmetic', share: 0.5 },
      { ...kernel, milliseconds: 1, gflopPerSecond: 0, time: 0.25, bound: 'memory', share: 0.8 },
    ]);
  });
});
