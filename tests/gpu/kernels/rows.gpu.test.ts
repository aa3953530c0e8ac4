import { describe, expect, it } from 'vitest';
import { logitsForward, logitsUniforms } from '../../../src/gpu/kernels/head/logits.ts';
import type { LaneOrGroup } from '../../../src/gpu/kernels/family.ts';
import { LOGITS } from '../../../src/gpu/kernels/head/logitsVariants.ts';
import { requireTerms, rowGrid } from '../../../src/gpu/kernels/rows.ts';
import { SAMPLE } from '../../../src/gpu/kernels/sampling/sampleVariants.ts';
import { sample, sampleUniforms } from '../../../src/gpu/kernels/sampling/sample.ts';
import { openDryGpu, DEFAULT_DRY_DEVICE } from '../../../src/gpu/dryDevice.ts';
import { Recorder } from '../../../src/gpu/plan.ts';
import { run } from '../../../src/gpu/queue.ts';
import { randomArray, testGpu } from '../harness.ts';

const ROWS = 6;

/** Rows of very different spreads, with ties, zeros of both signs and numbers that may be flushed to zero. */
function uneven(ld: number): Float32Array {
  const logits = randomArray(ROWS * ld, 21, 1);
  for (let row = 0; row < ROWS; row++) {
    for (let i = 0; i < ld; i++) logits[row * ld + i] *= [0, 1, 6, 30, 0.01, 1e4][row];
  }
  return logits.map((z, i) => (i % 7 === 0 ? 1.25 : i % 11 === 0 ? -0 : i % 13 === 0 ? 1e-40 : z));
}

async function bothWith<Result>(work: (variant: LaneOrGroup) => Promise<Result>): Promise<[Result, Result]> {
  const gpu = await testGpu();
  const results: Result[] = [];
  for (const variant of ['lane', 'group'] as const) {
    for (const family of [LOGITS, SAMPLE]) family.choose(gpu, variant);
    results.push(await work(variant));
  }
  return results as [Result, Result];
}

describe('row variants', () => {
  it.each([
    { vocab: 1003, ld: 1004 },
    { vocab: 1003, ld: 1003 },
    { vocab: 5, ld: 8 },
    { vocab: 4096, ld: 4096 },
  ])('give log-probabilities the same bits: %o', async ({ vocab, ld }) => {
    const gpu = await testGpu();
    const step = logitsUniforms(gpu);
    step.set({ temperature: 0.7 });
    const logits = gpu.upload('logits', uneven(ld));
    const targets = gpu.upload(
      'targets',
      Uint32Array.from({ length: ROWS }, (_, row) => (row * 389) % vocab),
    );
    const [lane, group] = await bothWith(async () => {
      const made = ['logp', 'entropy', 'lse'].map((label) => gpu.createTensor(label, [ROWS]));
      const [logp, entropy, lse] = made;
      const rec = new Recorder(gpu, 'rows');
      logitsForward(rec, { logits, targets, logp, entropy, lse, rows: ROWS, vocab, ld, step });
      return run(gpu, [await rec.finish()], made);
    });
    expect(group).toEqual(lane);
  });

  it.each([
    { topK: 0, topP: 1 },
    { topK: 1, topP: 1 },
    { topK: 37, topP: 1 },
    { topK: 0, topP: 0.9 },
    { topK: 0, topP: 1e-9 },
    { topK: 600, topP: 0.98 },
    { topK: 0, topP: 1, greedy: 1 },
  ])('draw the same tokens: %o', async (filter) => {
    const gpu = await testGpu();
    const [vocab, ld, steps] = [1003, 1004, 12];
    const step = sampleUniforms(gpu);
    step.set({ temperature: 0.9, seed: 77, stream: 4, ...filter });
    const logits = gpu.upload('logits', uneven(ld));
    const [lane, group] = await bothWith(async () => {
      const tokens = gpu.createTensor('tokens', [ROWS, steps + 2], 'u32');
      const logp = gpu.createTensor('logp', [ROWS, steps]);
      const [cursor, done, generated] = ['cursor', 'done', 'generated'].map((label) =>
        gpu.createTensor(label, [ROWS], 'u32'),
      );
      const rec = new Recorder(gpu, 'rows');
      const shape = { ld, vocab, batch: ROWS, capacity: steps + 2, maxNew: steps };
      const ends = gpu.upload('ends', Uint32Array.of(vocab));
      sample(rec, { logits, tokens, cursor, done, generated, logp, ends, ...shape, step });
      const plan = await rec.finish();
      return run(
        gpu,
        Array.from({ length: steps }, () => plan),
        [tokens, cursor, done, generated, logp],
      );
    });
    expect(group).toEqual(lane);
    expect(lane[3]).toEqual(new Uint32Array(ROWS).fill(steps));
  });

  it('are a lane on software adapters and a workgroup on GPUs', () => {
    const of = (software: boolean) =>
      LOGITS.chosen(
        openDryGpu({ ...DEFAULT_DRY_DEVICE, adapter: { ...DEFAULT_DRY_DEVICE.adapter, software } }).gpu,
      );
    expect([of(true), of(false)]).toEqual(['lane', 'group']);
  });

  it('reach rows past 65,535 workgroups', () => {
    for (const rows of [65_536, 262_147]) {
      const [x, y = 1] = rowGrid('group', rows);
      expect(x).toBeLessThanOrEqual(65_535);
      expect(x * y).toBeGreaterThanOrEqual(rows);
    }
    expect(rowGrid('lane', 262_147)).toEqual([32_769, 2]);
  });

  it('refuse a vocabulary that their sums have no room for', () => {
    expect(() => requireTerms('sample', 2 ** 24 - 1)).not.toThrow();
    expect(() => requireTerms('sample', 2 ** 24)).toThrow(/16777216 entries/);
  });
});
