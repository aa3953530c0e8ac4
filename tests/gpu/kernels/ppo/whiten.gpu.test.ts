import { describe, expect, it } from 'vitest';
import { whiten } from '../../../../src/gpu/kernels/ppo/whiten.ts';
import { whitenTwin } from '../../../../src/gpu/kernels/ppo/whiten.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { padColumns } from '../padding.ts';

interface Mode {
  readonly shiftMean: boolean;
  readonly unbiased: boolean;
}

async function runWhiten(x: Float32Array, lengths: Uint32Array, mode: Mode): Promise<Float32Array> {
  const gpu = await testGpu();
  const batch = lengths.length;
  const tensor = gpu.upload('x', x);
  const [result] = await runOnce(
    gpu,
    (rec) =>
      whiten(rec, {
        x: tensor,
        lengths: gpu.upload('lengths', lengths),
        batch,
        R: x.length / batch,
        ...mode,
      }),
    [tensor],
  );
  return result;
}

const MODES: readonly Mode[] = [
  { shiftMean: false, unbiased: false },
  { shiftMean: false, unbiased: true },
  { shiftMean: true, unbiased: false },
  { shiftMean: true, unbiased: true },
];

describe('whiten', () => {
  it('matches hand-computed examples', async () => {
    // 1, 3, 5, 7: mean 4, squared deviations 9 + 1 + 1 + 9 = 20, variance 5 (biased) or 20/3.
    const x = Float32Array.of(1, 3, 99, 5, 7, 99);
    const lengths = Uint32Array.of(2, 2);
    const biased = await runWhiten(x, lengths, { shiftMean: false, unbiased: false });
    const s = Math.sqrt(5);
    expectClose(biased, [-3 / s, -1 / s, 0, 1 / s, 3 / s, 0], 1e-6);
    const unbiased = await runWhiten(x, lengths, { shiftMean: true, unbiased: true });
    const u = Math.sqrt(20 / 3);
    expectClose(unbiased, [4 - 3 / u, 4 - 1 / u, 0, 4 + 1 / u, 4 + 3 / u, 0], 1e-6);
  });

  it.each(MODES)('matches the twin, for any amount of padding: %o', async (mode) => {
    const lengths = Uint32Array.of(11, 3, 0, 1, 10, 7, 11);
    // A mean far from 0 would cancel in a one-pass variance.
    const x = randomArray(77, 1, 0.5).map((value) => value + 100);
    const expected = whitenTwin(x, lengths, { batch: 7, R: 11, ...mode });
    const tight = await runWhiten(x, lengths, mode);
    expectClose(tight, expected, 1e-4);
    for (const extra of [1, 11]) {
      expect(await runWhiten(padColumns(x, 7, extra), lengths, mode)).toEqual(padColumns(tight, 7, extra, 0));
    }
  });

  it('stays finite on a single token and on equal values', async () => {
    expect([...(await runWhiten(Float32Array.of(5), Uint32Array.of(1), MODES[1]))]).toEqual([0]);
    const equal = await runWhiten(new Float32Array(6).fill(2), Uint32Array.of(3, 3), MODES[0]);
    expect(equal).toEqual(new Float32Array(6));
  });
});
