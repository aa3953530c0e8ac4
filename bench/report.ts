/**
 * Results as people read them: the Markdown that the README includes, the table of kernels, the last lines of a run.
 * What was not measured is called that; it never becomes a number. Pure.
 */
import {
  LIBRARIES,
  LIBRARY_NAMES,
  type Adapter,
  type BenchResults,
  type BySize,
  type KernelResult,
  type Library,
  type MatmulResult,
  type MicroResult,
  type ProfileResult,
} from './results.ts';
import { geometricMean, largestDifference, relativeSpread } from './statistics.ts';
import { SAMPLING, SIZES, type GptSize } from './workload.ts';

type Peer = Exclude<Library, 'ours'>;
const PEERS = ['tfjs', 'jax'] as const satisfies readonly Peer[];

const MISSING = 'not measured';

/** File name for an adapter: `google-swiftshader`. */
export function adapterSlug({ vendor, architecture, device, description }: Adapter): string {
  const words = [vendor, architecture || device || description].filter(Boolean).join(' ');
  return (
    words
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'unknown-adapter'
  );
}

/** How many times a library's step takes ours, per size, where both were measured. */
export function ratios(results: BenchResults, peer: Peer): { size: GptSize; ratio: number }[] {
  return results.training.flatMap(({ size, results: { ours, [peer]: theirs } }) =>
    ours && theirs ? [{ size, ratio: theirs.median / ours.median }] : [],
  );
}

/** Geometric mean of the ratios; null unless every size of the run was measured in both libraries. */
export function geomean(results: BenchResults, peer: Peer): number | null {
  const found = ratios(results, peer);
  const wanted = results.quick ? 1 : SIZES.length;
  return found.length === wanted ? geometricMean(found.map(({ ratio }) => ratio)) : null;
}

/** A product's share of the adapter's peak, fastest round against fastest run: the peak is one, too. */
function peakShare({ size, milliseconds }: MatmulResult, micro: MicroResult): number {
  return (2 * size ** 3) / Math.min(...milliseconds) / 1e6 / micro.peakGflopPerSecond;
}

/** Our largest product as a share of the adapter's peak; null unless both were measured. */
export function matmulShare({ matmul, micro }: BenchResults): number | null {
  const largest = matmul.ours?.at(-1);
  return largest && micro ? peakShare(largest, micro) : null;
}

/** The last three lines of a run, in the form that scripts look for. */
export function summaryLines(results: BenchResults): string[] {
  const times = (value: number | null) => (value === null ? MISSING : `${value.toFixed(1)}x`);
  const share = matmulShare(results);
  return [
    `geomean vs tfjs: ${times(geomean(results, 'tfjs'))}`,
    `geomean vs jax-js: ${times(geomean(results, 'jax'))}`,
    `matmul: ${share === null ? MISSING : `${(share * 100).toFixed(0)} % of measured peak`}`,
  ];
}

/**
 * Share of the adapter's limits that a kernel reaches: the time its arithmetic or its memory traffic would take at
 * the measured peak, whichever is longer, by the time it took (the roofline of Williams et al. 2009).
 */
export function rooflineShare({ flops, bytes, milliseconds }: KernelResult, micro: MicroResult): number {
  const arithmetic = flops / micro.peakGflopPerSecond;
  const traffic = bytes / micro.gigabytesPerSecond;
  return Math.max(arithmetic, traffic) / 1e6 / milliseconds;
}

/** A line per kernel, slowest first, with the total. */
export function kernelLines(profile: ProfileResult, micro: MicroResult | undefined): string[] {
  return kernelRows(profile, micro).map((cells) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(30) : cell.padStart(12))).join(''),
  );
}

/** The table of kernels: a heading, a row each, slowest first, and the total. */
export function kernelRows({ kernels }: ProfileResult, micro: MicroResult | undefined): string[][] {
  const total = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const rows = kernels.map((kernel) => [
    kernel.kernel,
    String(kernel.dispatches),
    kernel.milliseconds.toFixed(3),
    percent(kernel.milliseconds / total),
    rate(kernel.flops, kernel.milliseconds),
    rate(kernel.bytes, kernel.milliseconds),
    micro && kernel.milliseconds > 0 ? percent(rooflineShare(kernel, micro)) : MISSING,
  ]);
  const dispatches = kernels.reduce((sum, kernel) => sum + kernel.dispatches, 0);
  return [
    ['kernel', 'dispatches', 'ms', 'of step', 'GFLOP/s', 'GB/s', 'of limit'],
    ...rows,
    ['all', String(dispatches), total.toFixed(3), '', '', '', ''],
  ];
}

/** 1e9 units a second. */
function rate(units: number, milliseconds: number): string {
  return milliseconds > 0 && units > 0 ? (units / milliseconds / 1e6).toFixed(2) : '-';
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** The whole report. Headings start at level 3, so that it fits into a README section. */
export function markdown(results: BenchResults): string {
  const { adapter, browser, machine, date, commit, versions } = results;
  const name = [adapter.vendor, adapter.architecture, adapter.device, adapter.description];
  const libraries = PEERS.filter((peer) => versions[peer]).map(
    (peer) => `${LIBRARY_NAMES[peer]} ${versions[peer]}`,
  );
  const head = [`Adapter: ${name.filter(Boolean).join(' ')}`, machine, browser, ...libraries, date, commit];
  const parts = [
    `${head.filter(Boolean).join('; ')}.${results.quick ? ' Quick run: too short to quote.' : ''}`,
    results.training.length > 0 && trainingTable(results),
    results.sampling && samplingTable(results.sampling),
    Object.keys(results.matmul).length > 0 && matmulTable(results),
    results.micro && limits(results.micro),
    ...results.profiles.map(
      ({ size, profile }) =>
        `### Kernels of a training step, size ${size.name}\n\n${table(kernelRows(profile, results.micro))}`,
    ),
    results.growth.length > 0 && growthTable(results),
    Object.keys(results.failures).length > 0 && failures(results),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function trainingTable(results: BenchResults): string {
  const heading = [
    'size',
    'library',
    'ms a step',
    '±',
    'times ours',
    'dispatches',
    'submits',
    'buffers',
    'loss',
  ];
  const rows = results.training.flatMap(({ size, results: byLibrary }) =>
    LIBRARIES.flatMap((library) => {
      const result = byLibrary[library];
      if (!result) return [];
      const { ours } = byLibrary;
      return [
        [
          sizeText(size),
          LIBRARY_NAMES[library],
          result.median.toFixed(1),
          percent(relativeSpread(result.milliseconds)),
          ours ? (result.median / ours.median).toFixed(2) : MISSING,
          String(result.dispatches),
          String(result.submits),
          `${(result.gpuBytes / 2 ** 20).toFixed(1)} MiB`,
          lossText(result.losses),
        ],
      ];
    }),
  );
  const means = PEERS.map((peer) => {
    const mean = geomean(results, peer);
    return `${LIBRARY_NAMES[peer]} ${mean === null ? MISSING : `${mean.toFixed(1)} times`}`;
  });
  return [
    '### Training step',
    'Forward, backward and AdamW of a GPT-2 (learned positions, tanh GELU, tied head), mean cross-entropy over every token, same weights and batches in all libraries; median after warm-up, ± half of the distance between the quartiles.',
    table([heading, ...rows]),
    `Geometric mean over the sizes, time by ours: ${means.join(', ')}.`,
    ...results.training.map(agreement),
  ].join('\n\n');
}

function lossText(losses: readonly number[]): string {
  const at = (index: number) => losses[index].toFixed(4);
  return `${at(0)}, ${at(Math.min(9, losses.length - 1))} (step ${Math.min(10, losses.length)})`;
}

/** How far the loss curves of the libraries lie apart. */
function agreement({ size, results }: BenchResults['training'][number]): string {
  const { ours } = results;
  const others = PEERS.flatMap((peer) => {
    const theirs = results[peer];
    if (!ours || !theirs) return [];
    const steps = Math.min(ours.losses.length, theirs.losses.length);
    const difference = largestDifference(ours.losses, theirs.losses);
    return [`${LIBRARY_NAMES[peer]} ${difference.toExponential(1)} over ${steps} steps`];
  });
  return others.length > 0
    ? `Largest difference of the losses from ours, size ${size.name}: ${others.join(', ')}.`
    : `Loss curves at size ${size.name} were not compared: only one library was measured.`;
}

function samplingTable({
  size,
  results,
}: BySize<NonNullable<BenchResults['sampling']>['results']['ours'] & object>): string {
  const rows = LIBRARIES.flatMap((library) => {
    const result = results[library];
    if (!result) return [];
    const { ours } = results;
    return [
      [
        LIBRARY_NAMES[library],
        result.tokensPerSecond.toFixed(0),
        ours ? (ours.tokensPerSecond / result.tokensPerSecond).toFixed(2) : MISSING,
        String(result.dispatches),
        String(result.submits),
        result.note ?? '',
      ],
    ];
  });
  return [
    '### Sampling',
    `${size.batch} prompts of ${SAMPLING.prompt} tokens, ${SAMPLING.tokens} new tokens each, size ${size.name}, prompt pass and reading included.`,
    table([['library', 'tokens/s', 'ours by it', 'dispatches', 'submits', 'how'], ...rows]),
  ].join('\n\n');
}

function matmulTable(results: BenchResults): string {
  const rows = LIBRARIES.flatMap((library) =>
    (results.matmul[library] ?? []).map((result) => [
      `${result.size}²`,
      LIBRARY_NAMES[library],
      result.gflopPerSecond.toFixed(1),
      results.micro ? percent(peakShare(result, results.micro)) : MISSING,
      result.note ?? '',
    ]),
  ).toSorted((a, b) => Number.parseInt(a[0], 10) - Number.parseInt(b[0], 10));
  return `### Matrix product, f32\n\n${table([['size', 'library', 'GFLOP/s', 'fastest, of measured peak', ''], ...rows])}`;
}

function limits({ fma, copies, peakGflopPerSecond, gigabytesPerSecond }: MicroResult): string {
  return `The adapter's own limits, measured: ${peakGflopPerSecond.toFixed(1)} GFLOP/s of multiply-adds in registers (${fma[0].kernel}), ${gigabytesPerSecond.toFixed(1)} GB/s copying (${copies[0].kernel}, read and write counted).`;
}

function growthTable({ growth }: BenchResults): string {
  const first = new Map<string, BenchResults['growth'][number]>();
  for (const point of growth) if (!first.has(point.axis)) first.set(point.axis, point);
  const rows = growth.map((point) => {
    const base = first.get(point.axis)!;
    return [
      point.axis,
      String(point.value),
      point.milliseconds.toFixed(1),
      (point.milliseconds / base.milliseconds).toFixed(2),
      (point.gpuBytes / 2 ** 20).toFixed(1),
      (point.gpuBytes / base.gpuBytes).toFixed(2),
      String(point.dispatches),
    ];
  });
  const heading = ['doubled', 'to', 'ms a step', 'times', 'MiB', 'times', 'dispatches'];
  return `### How a step grows\n\nOurs, from size S on, one size doubled at a time.\n\n${table([heading, ...rows])}`;
}

function failures(results: BenchResults): string {
  const rows = Object.entries(results.failures).map(([part, reason]) => `- ${part}: ${reason}`);
  return `### Failed\n\n${rows.join('\n')}`;
}

function sizeText({ name, layers, dim, heads, length, batch, vocab }: GptSize): string {
  return `${name}: ${layers} layers, d ${dim}, ${heads} heads, T ${length}, batch ${batch}, vocabulary ${vocab}`;
}

/** A Markdown table; the first row is the heading. */
export function table([heading, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}
