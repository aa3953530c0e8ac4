/**
 * Rows where one token has nearly all probability and 50,256 have the rest, each less than half a unit in the last
 * place of the sum: a sum in f32 loses them. Asked of all that sums over a vocabulary, in several orders of ids.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { logitsForward, logitsUniforms } from '../../../src/gpu/kernels/head/logits.ts';
import { LOGITS } from '../../../src/gpu/kernels/head/logitsVariants.ts';
import { SAMPLE } from '../../../src/gpu/kernels/sampling/sampleVariants.ts';
import { sample, sampleUniforms } from '../../../src/gpu/kernels/sampling/sample.ts';
import { uniformDrawTwin } from '../../../src/gpu/kernels/sampling/sample.twin.ts';
import { Recorder } from '../../../src/gpu/plan.ts';
import { run } from '../../../src/gpu/queue.ts';
import { randomArray, runOnce, testGpu } from '../harness.ts';

const VOCAB = 50_257;
const TINY = Math.log(5.5e-8 / 0.997236);
const STREAM = 8;

const hotAt = (at: number) => new Float32Array(VOCAB).fill(TINY).fill(0, at, at + 1);
/** Weights from 1 down to 1e-9 or so. */
const mixed = randomArray(VOCAB, 4, 3)
  .map((x) => -(Math.abs(x) ** 2.75))
  .fill(0, 0, 1);

const ORDERS: Record<string, Float32Array> = {
  'hot token first': hotAt(0),
  'hot token in the middle': hotAt(25_000),
  'hot token before the odd end': hotAt(VOCAB - 2),
  'hot token last': hotAt(VOCAB - 1),
  ascending: mixed.toSorted(),
  descending: mixed.toSorted().reverse(),
  shuffled: mixed,
};

/** softmax in float64. */
function exactly(row: Float32Array) {
  const top = row.reduce((most, z) => Math.max(most, z), -Infinity);
  const mass = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
  const lse = top + Math.log(mass);
  const entropy = row.reduce((sum, z) => sum + Math.exp(z - lse) * (lse - z), 0);
  return { lse, entropy };
}

describe.each(['lane', 'group'] as const)('tiny tails by %s', (variant) => {
  beforeEach(async () => {
    for (const family of [LOGITS, SAMPLE]) family.choose(await testGpu(), variant);
  });

  it.each([{ ld: VOCAB }, { ld: 50_260 }])(
    'count in log-probability, entropy and log-sum-exp: %o',
    async ({ ld }) => {
      const gpu = await testGpu();
      const rows = Object.values(ORDERS);
      const logits = new Float32Array(rows.length * ld).fill(NaN);
      rows.forEach((row, index) => logits.set(row, index * ld));
      const targets = Uint32Array.from(rows, (row) => row.indexOf(0));
      const step = logitsUniforms(gpu);
      step.set({ temperature: 1 });
      const made = ['logp', 'entropy', 'lse'].map((label) => gpu.createTensor(label, [rows.length]));
      const [logp, entropy, lse] = made;
      const tensors = { logits: gpu.upload('logits', logits), targets: gpu.upload('targets', targets) };
      const shape = { rows: rows.length, vocab: VOCAB, ld, step };
      const found = await runOnce(
        gpu,
        (rec) => logitsForward(rec, { ...tensors, logp, entropy, lse, ...shape }),
        made,
      );
      rows.forEach((row, index) => {
        const expected = exactly(row);
        expect(Math.abs(found[0][index] + expected.lse)).toBeLessThan(1e-6);
        expect(Math.abs(found[1][index] - expected.entropy) / (1 + expected.entropy)).toBeLessThan(1e-6);
        expect(Math.abs(found[2][index] - expected.lse) / (1 + expected.lse)).toBeLessThan(1e-6);
      });
      // Four neighbours are added in f32 where rows are read by four, else permuted numbers have the same sums.
      if (ld % 4 === 0) return;
      for (const values of found) {
        expect(new Set(values.slice(0, 4)).size).toBe(1);
        expect(new Set(values.slice(4)).size).toBe(1);
      }
    },
  );

  it.each(['hot token first', 'hot token in the middle', 'hot token last'])(
    'are drawn where their share of [0, 1) lies: %s',
    async (order) => {
      const row = ORDERS[order];
      const { lse } = exactly(row);
      const draws = drawsInTheTail(row.indexOf(0) * Math.exp(TINY - lse), Math.exp(-lse), 12);
      const drawn = await drawEach(row, draws, {});
      draws.forEach(({ u }, index) => {
        let sum = 0;
        const expected = row.findIndex((z) => (sum += Math.exp(z - lse)) > u);
        expect(row[expected], 'the draw is one of the tail').toBeLessThan(0);
        // exp in f32 moves the end of 50,000 intervals by less than one of them.
        expect(Math.abs(drawn[index].token - expected)).toBeLessThanOrEqual(1);
        expect(Math.abs(drawn[index].logp - (TINY - lse))).toBeLessThan(3e-6);
      });
    },
  );

  it('pass the filters by their number and by their weight', async () => {
    const row = ORDERS['hot token in the middle'];
    const lse = exactly(row).lse;
    const hot = Math.exp(-lse);
    // Of the tail, 1000 tokens by id; the hot one is among them in the order of ids only.
    for (const filter of [{ topK: 1001 }, { topP: hot + 1000 * Math.exp(TINY - lse) }]) {
      const tail = 1000 * Math.exp(TINY);
      const draws = drawsInTheTail(tail / (1 + tail), 1 / (1 + tail), 2, 5e-5);
      const drawn = await drawEach(row, draws, filter);
      draws.forEach(({ u }, index) => {
        expect(
          Math.abs(drawn[index].token - Math.floor((u * (1 + tail)) / Math.exp(TINY))),
        ).toBeLessThanOrEqual(1);
        expect(Math.abs(drawn[index].logp - (TINY - Math.log1p(tail)))).toBeLessThan(6e-6);
      });
    }
  });
});

/** Seeds whose first draw lies outside of the hot token's share, which begins at `begin`: one in hundreds. */
function drawsInTheTail(begin: number, share: number, count: number, margin = 0) {
  const draws: { seed: number; u: number }[] = [];
  for (let seed = 0; draws.length < count; seed++) {
    const u = uniformDrawTwin(seed, STREAM, 0, 0);
    if (u < begin - margin || u >= begin + share + margin) draws.push({ seed, u });
  }
  return draws;
}

/** One token for each seed. */
async function drawEach(
  logits: Float32Array,
  draws: readonly { readonly seed: number }[],
  filter: { readonly topK?: number; readonly topP?: number },
) {
  const gpu = await testGpu();
  const step = sampleUniforms(gpu);
  const rec = new Recorder(gpu, 'tails');
  const tokens = gpu.createTensor('tokens', [1, 2], 'u32');
  const logp = gpu.createTensor('logp', [1, 1]);
  const [cursor, done, generated] = ['cursor', 'done', 'generated'].map((label) =>
    gpu.createTensor(label, [1], 'u32'),
  );
  const shape = { ld: VOCAB, vocab: VOCAB, batch: 1, capacity: 2, maxNew: 1 };
  const ends = gpu.upload('ends', Uint32Array.of(VOCAB));
  const row = gpu.upload('logits', logits);
  sample(rec, { logits: row, tokens, cursor, done, generated, logp, ends, ...shape, step });
  const plan = await rec.finish();
  const drawn: { token: number; logp: number }[] = [];
  for (const { seed } of draws) {
    step.set({ temperature: 1, topK: 0, topP: 1, ...filter, seed, stream: STREAM });
    for (const state of [cursor, done, generated]) gpu.write(state, Uint32Array.of(0));
    const [ids, logs] = await run(gpu, [plan], [tokens, logp]);
    drawn.push({ token: ids[1], logp: logs[0] });
  }
  return drawn;
}
