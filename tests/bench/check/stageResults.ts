/** What the stages of a check might have written, for tests of its report; and how a row of that is found. */
import type {
  PeerLibrary,
  PeersRow,
  RunRecord,
  StageResults,
  TrlIteration,
} from '../../../bench/check/results.ts';
import type { ProfileResult, Timing } from '../../../bench/results.ts';
import { SIZES, type GptSize } from '../../../bench/workload.ts';

export const RUN: RunRecord = {
  date: '2026-01-02T03:04',
  commit: 'abc1234',
  effort: 'full',
  driver: 'a vendor, by its driver',
  software: false,
  outcomes: [
    { stage: 'adapter', seconds: 0.5 },
    { stage: 'decode', seconds: 60, failure: 'not done\nafter 60 s' },
  ],
};

const timing = (median: number): Timing => ({ milliseconds: [median, median, median], median });

const PROFILE: ProfileResult = {
  rounds: 1,
  kernels: [
    { kernel: 'product', dispatches: 3, milliseconds: 1.5, flops: 30e9, bytes: 1e6 },
    { kernel: 'mover', dispatches: 1, milliseconds: 0.5, flops: 0, bytes: 100e6 },
  ],
};

const MICRO: StageResults['micro'] = {
  limits: {
    fma: [{ kernel: 'fma, 8 x vec4', gflopPerSecond: 40_000 }],
    peakGflopPerSecond: 40_000,
    copies: [{ kernel: 'vec4 kernel', gigabytesPerSecond: 2000 }],
    gigabytesPerSecond: 2000,
  },
  copyBytes: 2 ** 29,
  dependentDispatch: 3.25,
  independentDispatch: 1.5,
  encodeDispatch: 0.75,
  emptySubmit: timing(0.04),
  mapRoundTrip: timing(0.09),
};

const rowOf = (peer: PeerLibrary, size: GptSize, median: number): PeersRow => ({
  peer,
  size,
  what: 'training',
  result: { ...timing(median), dispatches: 300, submits: 7, losses: [6.94, 6.5], note: 'its own way' },
});

const [S, M] = SIZES;

export const PEERS: StageResults['peers'] = {
  sizes: [S, M],
  rows: [
    rowOf('ours', S, 2),
    rowOf('tfjs', S, 10),
    rowOf('jax', S, 30),
    { peer: 'webgpuLlm', size: S, what: 'training', refused: 'Adapter does not expose\nshader-f16' },
    rowOf('ours', M, 4),
    rowOf('tfjs', M, 80),
    { peer: 'jax', size: M, what: 'training', failure: 'out of memory' },
    { peer: 'webgpuLlm', size: M, what: 'training', left: true },
    {
      peer: 'jax',
      size: S,
      what: 'sampling',
      result: { ...timing(25), dispatches: 9, submits: 8, tokensPerSecond: 7680 },
    },
  ],
};

const iteration = (milliseconds: number, sample: number, kl: number): TrlIteration => ({
  milliseconds,
  sample,
  tokens: 1920,
  kl,
});

export const TRL: StageResults['trl'] = {
  model: 'blurbs-tiny',
  rows: 32,
  tokens: 60,
  warmup: 1,
  ours: [iteration(900, 100, 0), iteration(200, 20, 0.5), iteration(240, 40, 1)],
  trl: {
    versions: { trl: '1.12.0', torch: '2.11' },
    device: 'A GPU',
    iterations: [iteration(5000, 4000, 0), iteration(1100, 600, 0.25)],
  },
};

const decodeRow = (filtered: boolean): StageResults['decode']['rows'][number] => ({
  model: 'blurbs-small',
  parameters: 2.9e6,
  rows: 32,
  promptTokens: 20,
  tokens: 60,
  filtered,
  generation: timing(150),
  tokensPerSecond: 12_800,
  dispatches: 1000,
  submits: 8,
  maps: 8,
  profile: PROFILE,
});

export const RESULTS: StageResults = {
  adapter: {
    vendor: 'vendor',
    architecture: 'wide',
    device: '',
    description: 'A GPU',
    software: false,
    features: ['subgroups'],
    limits: { maxBufferSize: 1 },
    subgroups: { smallest: 32, largest: 32 },
    driver: 'A GPU, 1.2.3',
    node: 'v20',
    machine: '16 x processor',
  },
  micro: MICRO,
  training: {
    rows: [
      {
        size: SIZES[0],
        parameters: 170_000,
        variant: 'tiled64',
        prepared: 200,
        step: timing(2.5),
        dispatches: 64,
        submits: 1,
        gpuBytes: 1e6,
        losses: [6.94, 6.5],
        profile: PROFILE,
      },
    ],
  },
  decode: { rows: [decodeRow(false), decodeRow(true)] },
  ppo: {
    rows: [
      {
        model: 'blurbs-tiny',
        iteration: 1,
        stages: { rank: 10, fit: 20, sample: 30, score: 40, update: 50.25 },
        submits: 25,
        maps: 20,
        metrics: { 'objective/kl': 0.125 },
      },
    ],
  },
  peers: PEERS,
  trl: TRL,
  sweep: {
    emptySubmit: 0.04,
    left: 2,
    rows: [
      ...(
        [
          ['tiled64', 0.5],
          ['tiled32', 0.25],
        ] as const
      ).map(([variant, milliseconds]) => ({
        family: 'matmul',
        shape: 'square: 1024',
        variant,
        milliseconds,
        flops: 2e9,
        bytes: 12e6,
        error: 1e-6,
      })),
      // As JSON keeps what is no number.
      {
        family: 'matmul',
        shape: 'square: 1024',
        variant: 'quad16',
        milliseconds: null as unknown as number,
        flops: 2e9,
        bytes: 12e6,
        error: 1,
        failure: 'wrong by 1',
      },
    ],
  },
  tests: {
    files: [
      { file: 'tests/a.gpu.test.ts', seconds: 1, passed: 7, failures: [] },
      {
        file: 'tests/b.gpu.test.ts',
        seconds: 1,
        passed: 2,
        failures: [{ test: 'b > fails', message: 'expected 1\nto be 2' }],
      },
      { file: 'tests/c.gpu.test.ts', seconds: 0, passed: 0, failures: [], broken: 'ended with SIGSEGV' },
    ],
    browserOnly: ['tests/d.gpu.test.ts'],
    left: ['tests/e.gpu.test.ts'],
  },
  torch: {
    version: '2.11',
    device: 'A GPU',
    rows: [
      { work: 'training S', tf32: false, milliseconds: [5], median: 5, note: 'eager' },
      { work: 'training S', tf32: true, milliseconds: [4], median: 4, note: 'eager' },
      { work: 'decode blurbs-small', tf32: false, milliseconds: [300], median: 300 },
    ],
  },
};

/** Cells of the first table row that contains `text`. */
export function cells(report: string, text: string): string[] {
  const line = report.split('\n').find((row) => row.startsWith('|') && row.includes(text));
  if (!line) throw new Error(`No row has ${text}.`);
  return line
    .slice(2, -2)
    .split(' | ')
    .map((cell) => cell.trim());
}
