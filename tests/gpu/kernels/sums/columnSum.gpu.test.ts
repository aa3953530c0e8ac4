import { it } from 'vitest';
import { columnSum } from '../../../../src/gpu/kernels/sums/columnSum.ts';
import { columnSumTwin } from '../../../../src/gpu/kernels/sums/columnSum.twin.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';
import { SUMS } from '../../../../src/gpu/kernels/sums/sumsVariants.ts';
import { describeEveryVariant } from '../everyVariant.ts';

describeEveryVariant(SUMS, 'columnSum', () => {
  it.each([
    { rows: 300, cols: 36 },
    { rows: 300, cols: 37 },
    { rows: 64, cols: 8 },
    { rows: 3, cols: 1 },
    { rows: 129, cols: 1 },
  ])('sums columns, weighted or not, over or onto: %o', async ({ rows, cols }) => {
    const gpu = await testGpu();
    const x = randomArray(rows * cols, 1);
    const weight = randomArray(rows, 2);
    const before = randomArray(cols, 3);
    const [plain, weighted, onto] = [0, 1, 2].map((i) => gpu.upload(`out${i}`, before));
    const results = await runOnce(
      gpu,
      (recorder) => {
        const shared = { x: gpu.upload('x', x), rows, cols };
        columnSum(recorder, { ...shared, out: plain });
        columnSum(recorder, { ...shared, out: weighted, weight: gpu.upload('weight', weight) });
        columnSum(recorder, { ...shared, out: onto, accumulate: true });
      },
      [plain, weighted, onto],
    );
    const sum = columnSumTwin(x, rows, cols);
    expectClose(results[0], sum);
    expectClose(results[1], columnSumTwin(x, rows, cols, weight));
    expectClose(
      results[2],
      sum.map((value, i) => value + before[i]),
    );
  });
});
