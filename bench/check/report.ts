/**
 * What gpu-check found, as people read it: how long everything took, how far that is from what the machine can do, and
 * what PyTorch takes. What was not measured is called that; it never becomes a number. Pure.
 */
import { table, percent } from '../report.ts';
import { relativeSpread } from '../statistics.ts';
import { peersSection, trlSection } from './reportBeside.ts';
import { decodeSections, trainingSections } from './reportKernels.ts';
import { sweepSection, testsSection } from './reportSweep.ts';
import type { MicroStage, PpoStage, RunRecord, StageResults, TorchStage } from './results.ts';

export type SomeResults = { readonly [Name in keyof StageResults]?: StageResults[Name] };

const MISSING = 'not measured';

/** The whole report as Markdown. */
export function reportMarkdown(run: RunRecord, results: SomeResults): string {
  const { adapter, micro, training, decode, ppo, peers, sweep, tests, torch, trl } = results;
  const parts = [
    heading(run, adapter),
    outcomes(run),
    micro ? microSection(micro, adapter?.subgroups ?? null) : section('What the machine can do', MISSING),
    ...(training ? trainingSections(training, micro, torch) : [section('Training steps', MISSING)]),
    ...(decode ? decodeSections(decode, micro, torch) : [section('Sampling', MISSING)]),
    ppo ? ppoSection(ppo) : section('PPO iterations', MISSING),
    peers ? peersSection(peers) : section('Beside other WebGPU libraries', MISSING),
    sweep ? sweepSection(sweep, micro) : section('Variants of kernels', MISSING),
    tests ? testsSection(tests) : section('GPU tests', MISSING),
    torch ? torchSection(torch) : section('PyTorch', MISSING),
    trl ? trlSection(trl) : section('PPO beside TRL', MISSING),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`;
}

function heading(run: RunRecord, adapter: SomeResults['adapter']): string {
  const name = adapter
    ? [adapter.vendor, adapter.architecture, adapter.description || adapter.device].filter(Boolean).join(' ')
    : 'no adapter';
  const facts = [
    `${run.date}, commit ${run.commit || 'unknown'}, effort ${run.effort}`,
    adapter?.driver && `driver: ${adapter.driver}`,
    `opened as: ${run.driver}`,
    adapter && `${adapter.machine}, Node ${adapter.node}`,
    adapter && `features: ${adapter.features.join(', ')}`,
  ].filter(Boolean);
  const warning = run.software
    ? '\n\n**This adapter runs on the processor: it shows that everything works, not how fast a GPU is.**'
    : '';
  return `# GPU check: ${name}\n\n${facts.map((fact) => `- ${fact}`).join('\n')}${warning}`;
}

function outcomes({ outcomes: ended }: RunRecord): string {
  const rows = ended.map(({ stage, seconds, failure }) => [
    stage,
    seconds.toFixed(1),
    failure ? `FAILED: ${failure.split('\n').join(' ')}` : 'done',
  ]);
  return section('Stages', table([['stage', 's', 'outcome'], ...rows]));
}

function microSection(micro: MicroStage, subgroups: { smallest: number; largest: number } | null): string {
  const { limits, emptySubmit, mapRoundTrip } = micro;
  const copied = `${(micro.copyBytes / 2 ** 20).toFixed(0)} MiB`;
  const spread = (timing: MicroStage['emptySubmit']) => percent(relativeSpread(timing.milliseconds));
  const rows = [
    ['multiply-adds in registers', `${limits.peakGflopPerSecond.toFixed(0)} GFLOP/s`, limits.fma[0].kernel],
    [
      'copying, read and written bytes counted',
      `${limits.gigabytesPerSecond.toFixed(0)} GB/s`,
      `${copied}, ${limits.copies[0].kernel}`,
    ],
    ['a dispatch that waits for the one before, on the GPU', microseconds(micro.dependentDispatch), ''],
    ['a dispatch that touches other memory, on the GPU', microseconds(micro.independentDispatch), ''],
    [
      'encoding and submitting a dispatch, on the processor',
      microseconds(micro.encodeDispatch),
      'before the GPU begins',
    ],
    ['a submit until it is done', `${emptySubmit.median.toFixed(3)} ms`, `± ${spread(emptySubmit)}`],
    ['a submit and a map', `${mapRoundTrip.median.toFixed(3)} ms`, `± ${spread(mapRoundTrip)}`],
    ['subgroups', subgroups ? `${subgroups.smallest} to ${subgroups.largest}` : MISSING, ''],
  ];
  return section('What the machine can do', table([['what', 'most or least', 'how'], ...rows]));
}

/** Differences of times can be lost in noise, on a busy machine. */
function microseconds(value: number): string {
  return value > 0 ? `${value.toFixed(2)} µs` : 'lost in noise';
}

const PPO_STAGES = ['rank', 'fit', 'sample', 'score', 'update'] as const;

function ppoSection({ rows }: PpoStage): string {
  const heading = [
    'model',
    'iteration',
    ...PPO_STAGES.map((stage) => `${stage}, ms`),
    'submits',
    'maps',
    'KL',
  ];
  const lines = rows.map(({ model, iteration, stages, submits, maps, metrics }) => [
    model,
    String(iteration),
    ...PPO_STAGES.map((stage) => (stages[stage] === undefined ? '-' : stages[stage].toFixed(1))),
    String(submits),
    String(maps),
    metrics['objective/kl']?.toFixed(3) ?? '-',
  ]);
  const text =
    'At the default settings. The first iteration of a model records and compiles what later ones replay.';
  return section('PPO iterations', `${text}\n\n${table([heading, ...lines])}`);
}

function torchSection({ missing, version, device, rows }: TorchStage): string {
  const facts = [version && `PyTorch ${version} on ${device}.`, missing].filter(Boolean).join(' ');
  if (rows.length === 0) return section('PyTorch', facts || MISSING);
  const lines = rows.map(({ work, tf32, median, milliseconds, note }) => [
    work,
    tf32 ? 'TF32' : 'f32',
    median.toFixed(2),
    percent(relativeSpread(milliseconds)),
    note ?? '',
  ]);
  return section('PyTorch', `${facts}\n\n${table([['work', 'products', 'ms', '±', 'how'], ...lines])}`);
}
