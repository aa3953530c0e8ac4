/**
 * The report's parts on training and sampling: times beside PyTorch's and beside the sum of their kernels, and what
 * share of the machine's limits each kernel reaches. Pure.
 */
import { kernelRows, percent, table } from '../report.ts';
import type { ProfileResult } from '../results.ts';
import { relativeSpread } from '../statistics.ts';
import type {
  DecodeRow,
  DecodeStage,
  MicroStage,
  TorchStage,
  TrainingRow,
  TrainingStage,
} from './results.ts';

const MISSING = 'not measured';

type Micro = MicroStage | undefined;
type Torch = TorchStage | undefined;

/** Training steps, then their kernels. */
export function trainingSections({ rows }: TrainingStage, micro: Micro, torch: Torch): string[] {
  const heading = [
    'size',
    'parameters',
    'ms a step',
    '±',
    'of the multiply-add peak',
    'dispatches',
    'kernels, ms',
    'gaps, ms',
    'PyTorch f32, ms',
    'PyTorch TF32, ms',
    'ours by f32',
    'loss',
    'recorded in, ms',
  ];
  const lines = rows.map((row) => {
    const [f32, tf32] = torchMedians(torch, `training ${row.size.name}`);
    return [
      `${row.size.name} (${row.size.layers} layers, d ${row.size.dim}, T ${row.size.length}, batch ${row.size.batch}, vocabulary ${row.size.vocab})`,
      millions(row.parameters),
      row.step.median.toFixed(3),
      percent(relativeSpread(row.step.milliseconds)),
      peakShare(row, micro),
      String(row.dispatches),
      ...gaps(row.profile, row.step.median),
      ...beside(row.step.median, f32, tf32),
      row.losses.map((loss) => loss.toFixed(4)).join(' to '),
      row.prepared.toFixed(0),
    ];
  });
  const text = [
    'Forward, backward and AdamW of a GPT-2 in f32, vocabulary and positions included, in one submit; median, ± half of the distance between the quartiles.',
    'Gaps: the step less the sum of its kernels, each timed in a pass of its own; below zero where timing itself costs more than the gap.',
    micro &&
      `An empty dispatch takes ${micro.encodeDispatch.toFixed(2)} µs of the processor before the GPU begins, and ${micro.dependentDispatch.toFixed(2)} µs of the GPU.`,
  ];
  return [
    `## Training steps\n\n${text.filter(Boolean).join(' ')}\n\n${table([heading, ...lines])}`,
    ...rows.map(({ size, profile }) => kernels(`Kernels of a training step, ${size.name}`, profile, micro)),
  ];
}

/** Sampling, then the kernels of one token. */
export function decodeSections({ rows }: DecodeStage, micro: Micro, torch: Torch): string[] {
  const heading = [
    'model',
    'filters',
    'ms in all',
    '±',
    'tokens/s',
    'ms a token',
    'kernels, ms a token',
    'gaps, ms a token',
    'dispatches a token',
    'submits',
    'maps',
    'PyTorch f32, ms',
    'PyTorch TF32, ms',
    'ours by f32',
  ];
  const lines = rows.map((row) => {
    const [f32, tf32] = row.filtered ? [undefined, undefined] : torchMedians(torch, `decode ${row.model}`);
    const each = row.generation.median / row.tokens;
    return [
      `${row.model}, ${row.rows} rows × ${row.tokens} tokens after ${row.promptTokens}`,
      row.filtered ? 'top-k and top-p' : 'none',
      row.generation.median.toFixed(2),
      percent(relativeSpread(row.generation.milliseconds)),
      row.tokensPerSecond.toFixed(0),
      each.toFixed(3),
      ...gaps(row.profile, each),
      String(row.profile?.kernels.reduce((sum, { dispatches }) => sum + dispatches, 0) ?? MISSING),
      String(row.submits),
      String(row.maps),
      ...beside(row.generation.median, f32, tf32),
    ];
  });
  const text =
    'A whole generation with the KV cache: the prompt pass, every token, reading back. Kernels are of one token for all rows, in the middle of it.';
  return [
    `## Sampling\n\n${text}\n\n${table([heading, ...lines])}`,
    ...rows.map((row) => kernels(kernelTitle(row), row.profile, micro)),
  ];
}

function kernelTitle({ model, filtered }: DecodeRow): string {
  return `Kernels of a token, ${model}${filtered ? ', top-k and top-p' : ''}`;
}

function kernels(title: string, profile: ProfileResult | null, micro: Micro): string {
  return `### ${title}\n\n${profile ? table(kernelRows(profile, micro?.limits)) : MISSING}`;
}

/** Sum of the kernels, and what is left of `milliseconds` without them. */
function gaps(profile: ProfileResult | null, milliseconds: number): [string, string] {
  if (!profile) return [MISSING, MISSING];
  const sum = profile.kernels.reduce((total, kernel) => total + kernel.milliseconds, 0);
  return [sum.toFixed(3), (milliseconds - sum).toFixed(3)];
}

/** Share of the peak that all of a step's declared operations make in the step's time. */
function peakShare({ profile, step }: TrainingRow, micro: Micro): string {
  if (!profile || !micro) return MISSING;
  const flops = profile.kernels.reduce((total, kernel) => total + kernel.flops, 0);
  return percent(flops / step.median / 1e6 / micro.limits.peakGflopPerSecond);
}

/** PyTorch's medians of a piece of work, without and with TF32. */
function torchMedians(torch: Torch, work: string): [number | undefined, number | undefined] {
  const of = (tf32: boolean) => torch?.rows.find((row) => row.work === work && row.tf32 === tf32)?.median;
  return [of(false), of(true)];
}

function beside(ours: number, f32: number | undefined, tf32: number | undefined): string[] {
  const milliseconds = (value: number | undefined) => value?.toFixed(2) ?? MISSING;
  return [milliseconds(f32), milliseconds(tf32), f32 ? (ours / f32).toFixed(2) : MISSING];
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(2)} M`;
}
