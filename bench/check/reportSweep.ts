/** The report's parts on variants of kernels and on the GPU tests. Pure. */
import { percent, table } from '../report.ts';
import type { MicroStage, SweepRow, SweepStage, TestsStage } from './results.ts';

/** Letters of a failed test's message that are shown; the JSON has all. */
const MESSAGE = 300;

/** Every shape a row, every variant a column. */
export function sweepSection({ rows, left }: SweepStage, micro: MicroStage | undefined): string {
  const families = [...new Set(rows.map(({ family }) => family))];
  const tables = families.map((family) => {
    const own = rows.filter((row) => row.family === family);
    return `### ${family}\n\n${familyTable(own, micro)}`;
  });
  const wrong = rows.filter(({ failure }) => failure);
  const failed = wrong.map(
    ({ family, shape, variant, failure }) => `- ${family} ${variant}, ${shape}: ${shortened(failure!)}`,
  );
  const parts = [
    '## Variants of kernels',
    'Milliseconds; the device’s own choice comes first. Of single kernels also the best one’s share of the limit (arithmetic or memory, whichever binds). What a variant computes was checked before it was timed.',
    ...tables,
    left > 0 && `${left} shapes were left out: time was up.`,
    failed.length > 0 && `Failed:\n\n${failed.join('\n')}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function familyTable(rows: readonly SweepRow[], micro: MicroStage | undefined): string {
  const variants = [...new Set(rows.map(({ variant }) => variant))];
  const shapes = [...new Set(rows.map(({ shape }) => shape))];
  const heading = ['shape', ...variants, 'best', 'GFLOP/s', 'GB/s', 'of limit'];
  const lines = shapes.map((shape) => {
    const own = rows.filter((row) => row.shape === shape);
    const timed = own.filter((row) => row.milliseconds > 0);
    const cells = variants.map((variant) => {
      const row = own.find((found) => found.variant === variant);
      if (!row) return '-';
      return row.failure ? 'FAILED' : row.milliseconds.toFixed(4);
    });
    const [best] = timed.toSorted((a, b) => a.milliseconds - b.milliseconds);
    if (!best) return [shape, ...cells, '-', '-', '-', '-'];
    if (best.flops === 0) return [shape, ...cells, best.variant, '-', '-', '-'];
    const rate = (units: number) => units / best.milliseconds / 1e6;
    const share =
      micro &&
      Math.max(
        rate(best.flops) / micro.limits.peakGflopPerSecond,
        rate(best.bytes) / micro.limits.gigabytesPerSecond,
      );
    return [
      shape,
      ...cells,
      best.variant,
      rate(best.flops).toFixed(0),
      rate(best.bytes).toFixed(0),
      share === undefined ? 'not measured' : percent(share),
    ];
  });
  return table([heading, ...lines]);
}

/** Counts, and every failure with its message. */
export function testsSection({ files, browserOnly, left }: TestsStage): string {
  const passed = files.reduce((sum, file) => sum + file.passed, 0);
  const failed = files.flatMap(({ file, failures, broken }) => [
    ...failures.map(({ test, message }) => `- ${file}: ${test}: ${shortened(message)}`),
    ...(broken ? [`- ${file}: ${shortened(broken)}`] : []),
  ]);
  const parts = [
    '## GPU tests',
    `${passed} tests passed in ${files.length} files; ${failed.length} failed. ${browserOnly.length} files need a browser and were not run.`,
    left.length > 0 && `Time was up before ${left.length} files: ${left.join(', ')}.`,
    failed.length > 0 && `Failed:\n\n${failed.join('\n')}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function shortened(message: string): string {
  const line = message.split('\n').join(' ');
  return line.length > MESSAGE ? `${line.slice(0, MESSAGE)} ...` : line;
}
