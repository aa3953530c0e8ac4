/** The report's parts on the other WebGPU libraries and on TRL. Pure. */
import { percent, table } from '../report.ts';
import { geometricMean, median, relativeSpread } from '../statistics.ts';
import type { PeerLibrary, PeersRow, PeersStage, TrlIteration, TrlStage } from './results.ts';

const MISSING = 'not measured';

const NAMES: Readonly<Record<PeerLibrary, string>> = {
  ours: 'Nudge',
  tfjs: 'TensorFlow.js',
  jax: 'jax-js',
  webgpuLlm: 'webgpu-llm 0.1.0',
};

/** Steps by library and size, how many of ours each takes, and the geometric means over all sizes. */
export function peersSection({ missing, sizes, rows }: PeersStage): string {
  const training = rows.filter(({ what }) => what === 'training');
  const sampling = rows.filter(({ what }) => what === 'sampling');
  const parts = [
    '## Beside other WebGPU libraries',
    'A training step of each on the same batches, in processes of their own on the same adapter; median, ± half of the distance between the quartiles.',
    missing,
    training.length > 0 && stepTable(training),
    means(sizes.length, training),
    sampling.length > 0 && samplingTable(sampling),
  ];
  return parts.filter(Boolean).join('\n\n');
}

const HOW = ['dispatches', 'submits', 'how'];

function stepTable(rows: readonly PeersRow[]): string {
  const heading = ['size', 'library', 'ms a step', '±', 'of ours', ...HOW, 'loss'];
  const lines = rows.map((row) => [
    row.size.name,
    NAMES[row.peer],
    ...timing(rows, row),
    row.result?.losses?.map((loss) => loss.toFixed(4)).join(' to ') ?? '-',
  ]);
  return table([heading, ...lines]);
}

function samplingTable(rows: readonly PeersRow[]): string {
  const heading = ['sampling', 'library', 'ms', '±', 'of ours', ...HOW, 'tokens/s'];
  const lines = rows.map((row) => [
    row.size.name,
    NAMES[row.peer],
    ...timing(rows, row),
    row.result?.tokensPerSecond?.toFixed(0) ?? '-',
  ]);
  return table([heading, ...lines]);
}

/** Time, spread, how many of ours, dispatches, submits, how; or why there is none. */
function timing(rows: readonly PeersRow[], row: PeersRow): string[] {
  const { result } = row;
  if (!result) return [MISSING, '-', '-', '-', '-', whyNot(row)];
  const times = timesOurs(rows, row);
  return [
    result.median.toFixed(3),
    percent(relativeSpread(result.milliseconds)),
    times === null ? '-' : times.toFixed(2),
    String(result.dispatches),
    String(result.submits),
    result.note ?? '',
  ];
}

function whyNot({ refused, failure, left }: PeersRow): string {
  if (left) return 'time was up';
  return (refused ? `refused: ${refused}` : `FAILED: ${failure}`).split('\n').join(' ');
}

/** How many times a library's step takes ours of the same size. */
function timesOurs(rows: readonly PeersRow[], { size, result }: PeersRow): number | null {
  const ours = rows.find((row) => row.peer === 'ours' && row.size.name === size.name)?.result;
  return ours && result ? result.median / ours.median : null;
}

/** A mean that lacks a size would be another number. */
function means(sizes: number, rows: readonly PeersRow[]): string {
  const others = [...new Set(rows.map(({ peer }) => peer))].filter((library) => library !== 'ours');
  const lines = others.map((library) => {
    const ratios = rows
      .filter((row) => row.peer === library)
      .map((row) => timesOurs(rows, row))
      .filter((ratio) => ratio !== null);
    const over = `geometric mean over ${sizes} ${sizes === 1 ? 'size' : 'sizes'}`;
    const told = ratios.length === sizes ? `${geometricMean(ratios).toFixed(2)} times ours` : MISSING;
    return `- ${NAMES[library]}: ${told} (${over})`;
  });
  return lines.join('\n');
}

/** An iteration of ours beside one of TRL's. */
export function trlSection({ model, rows, tokens, warmup, ours, trl }: TrlStage): string {
  const counted = (iterations: readonly TrlIteration[]) => iterations.slice(warmup);
  const [mine, theirs] = [counted(ours), counted(trl?.iterations ?? [])];
  const versions = Object.entries(trl?.versions ?? {}).map(([name, version]) => `${name} ${version}`);
  const facts = [versions.length > 0 && `${versions.join(', ')} on ${trl!.device}.`, trl?.missing];
  const ratio =
    mine.length > 0 && theirs.length > 0
      ? `${(middle(theirs) / middle(mine)).toFixed(2)} times ours`
      : MISSING;
  const heading = [
    'PPO of',
    'ms an iteration',
    '±',
    'of it sampling',
    'the rest',
    'tokens',
    'iterations',
    'KL',
  ];
  const parts = [
    '## PPO beside TRL',
    `${model} at the page's default settings, ${rows} answers of ${tokens} tokens each: no token ends one, so that both sample and learn from as many. f32, TF32 off in PyTorch; TRL without its gradient checkpointing and bf16. Both sample, score and update; TRL's policy and value model are two trunks that are both trained, ours share one. The first ${warmup} iterations are not counted; median.`,
    facts.filter(Boolean).join(' '),
    table([heading, line('Nudge', mine), line('TRL', theirs)]),
    `An iteration of TRL's: ${ratio}.`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function middle(iterations: readonly TrlIteration[]): number {
  return median(iterations.map(({ milliseconds }) => milliseconds));
}

function line(name: string, iterations: readonly TrlIteration[]): string[] {
  if (iterations.length === 0) return [name, MISSING, '-', '-', '-', '-', '0', '-'];
  const sample = median(iterations.map((iteration) => iteration.sample));
  const rest = median(iterations.map((iteration) => iteration.milliseconds - iteration.sample));
  return [
    name,
    middle(iterations).toFixed(1),
    percent(relativeSpread(iterations.map(({ milliseconds }) => milliseconds))),
    sample.toFixed(1),
    rest.toFixed(1),
    iterations.at(-1)!.tokens.toFixed(0),
    String(iterations.length),
    `${iterations[0].kl.toFixed(3)} to ${iterations.at(-1)!.kl.toFixed(3)}`,
  ];
}
