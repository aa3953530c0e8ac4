/** The report of gpu-check: every row is there, and what is missing is called that. */
import { describe, expect, it } from 'vitest';
import { reportMarkdown, type SomeResults } from '../../../bench/check/report.ts';
import type {
  PeerLibrary,
  PeersRow,
  RunRecord,
  StageResults,
  TrlIteration,
} from '../../../bench/check/results.ts';
import type { ProfileResult, Timing } from '../../../bench/results.ts';
import { SIZES, type GptSize } from '../../../bench/workload.ts';

const RUN: RunRecord = {
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

const peer = (library: PeerLibrary, size: GptSize, median: number): PeersRow => ({
  library,
  size,
  what: 'training',
  result: { ...timing(median), dispatches: 300, submits: 7, losses: [6.94, 6.5], note: 'its own way' },
});

const [S, M] = SIZES;

const PEERS: StageResults['peers'] = {
  sizes: [S, M],
  rows: [
    peer('ours', S, 2),
    peer('tfjs', S, 10),
    peer('jax', S, 30),
    { library: 'webgpuLlm', size: S, what: 'training', refused: 'Adapter does not expose\nshader-f16' },
    peer('ours', M, 4),
    peer('tfjs', M, 80),
    { library: 'jax', size: M, what: 'training', failure: 'out of memory' },
    { library: 'webgpuLlm', size: M, what: 'training', left: true },
    {
      library: 'jax',
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

const TRL: StageResults['trl'] = {
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

const RESULTS: StageResults = {
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

const SECTIONS = [
  'Stages',
  'What the machine can do',
  'Training steps',
  'Sampling',
  'PPO iterations',
  'Beside other WebGPU libraries',
  'Variants of kernels',
  'GPU tests',
  'PyTorch',
  'PPO beside TRL',
];

/** Cells of the first table row that contains `text`. */
function cells(report: string, text: string): string[] {
  const line = report.split('\n').find((row) => row.startsWith('|') && row.includes(text));
  if (!line) throw new Error(`No row has ${text}.`);
  return line
    .slice(2, -2)
    .split(' | ')
    .map((cell) => cell.trim());
}

describe('reportMarkdown', () => {
  const report = reportMarkdown(RUN, RESULTS);

  it('names the adapter, its driver, the date and the commit', () => {
    expect(report).toMatch(/^# GPU check: vendor wide A GPU\n/);
    for (const fact of ['2026-01-02T03:04', 'abc1234', 'A GPU, 1.2.3', 'Node v20']) {
      expect(report).toContain(fact);
    }
    expect(report).not.toContain('runs on the processor');
  });

  it('says of a driver on the processor that it is no GPU', () => {
    expect(reportMarkdown({ ...RUN, software: true }, RESULTS)).toContain('runs on the processor');
  });

  it('says how each stage ended', () => {
    expect(cells(report, '| adapter')).toEqual(['adapter', '0.5', 'done']);
    expect(cells(report, '| decode')).toEqual(['decode', '60.0', 'FAILED: not done after 60 s']);
  });

  it('tells what a dispatch, a submit and a map cost', () => {
    expect(cells(report, 'waits for the one before')[1]).toBe('3.25 µs');
    expect(cells(report, 'a submit and a map')[1]).toBe('0.090 ms');
    expect(cells(report, 'subgroups')[1]).toBe('32 to 32');
  });

  it('sets a step beside its kernels, the peak and PyTorch', () => {
    // 30 GFLOP in 2.5 ms of a peak of 40 TFLOP/s; kernels of 2 ms leave 0.5; PyTorch takes 5 and 4.
    const row = cells(report, 'S (2 layers');
    expect(row.slice(2)).toEqual([
      '2.500',
      '0.0 %',
      '30.0 %',
      '64',
      '2.000',
      '0.500',
      '5.00',
      '4.00',
      '0.50',
      '6.9400 to 6.5000',
      '200',
    ]);
  });

  it('says what share of the limit a kernel reaches', () => {
    // 30 GFLOP in 1.5 ms are 20 TFLOP/s of 40; 100 MB in 0.5 ms are 200 GB/s of 2000.
    expect(cells(report, '| product').at(-1)).toBe('50.0 %');
    expect(cells(report, '| mover').at(-1)).toBe('10.0 %');
  });

  it('tells of a token: time, gaps, dispatches, maps', () => {
    const [, plain, filtered] = report.split('blurbs-small, 32 rows');
    expect(plain).toContain('| none | 150.00 | 0.0 % | 12800 | 2.500 | 2.000 | 0.500 | 4 | 8 | 8 | 300.00 |');
    expect(filtered).toContain('| top-k and top-p |');
    expect(report).toContain('### Kernels of a token, blurbs-small, top-k and top-p');
  });

  it('tells the stages of an iteration', () => {
    expect(cells(report, 'blurbs-tiny')).toEqual([
      'blurbs-tiny',
      '1',
      '10.0',
      '20.0',
      '30.0',
      '40.0',
      '50.3',
      '25',
      '20',
      '0.125',
    ]);
  });

  it('sets the steps of other libraries beside ours, and says why there is none', () => {
    expect(cells(report, '| S | TensorFlow.js')).toEqual([
      'S',
      'TensorFlow.js',
      '10.000',
      '0.0 %',
      '5.00',
      '300',
      '7',
      'its own way',
      '6.9400 to 6.5000',
    ]);
    expect(cells(report, '| S | Nudge')[4]).toBe('1.00');
    expect(cells(report, '| M | TensorFlow.js')[4]).toBe('20.00');
    expect(cells(report, '| S | webgpu-llm')).toContain('refused: Adapter does not expose shader-f16');
    expect(cells(report, '| M | jax-js')).toContain('FAILED: out of memory');
    expect(cells(report, '| M | webgpu-llm')).toContain('time was up');
    // Sampling has no time of ours here.
    const sampling = cells(report.slice(report.indexOf('| sampling')), '| S | jax-js');
    expect(sampling.filter((cell) => ['25.000', '-', '7680'].includes(cell))).toHaveLength(3);
  });

  it('tells a geometric mean only where every size was measured', () => {
    expect(report).toContain('TensorFlow.js: 10.00 times ours (geometric mean over 2 sizes)');
    expect(report).toContain('jax-js: not measured (geometric mean over 2 sizes)');
    expect(report).toContain('webgpu-llm 0.1.0: not measured');
  });

  it('sets an iteration beside one of TRL, the first ones left out', () => {
    expect(report).toContain('trl 1.12.0, torch 2.11 on A GPU.');
    expect(cells(report, '| Nudge | 220.0')).toEqual([
      'Nudge',
      '220.0',
      '9.1 %',
      '30.0',
      '190.0',
      '1920',
      '2',
      '0.500 to 1.000',
    ]);
    expect(cells(report, '| TRL |').slice(1, 6)).toEqual(['1100.0', '0.0 %', '600.0', '500.0', '1920']);
    expect(report).toContain("An iteration of TRL's: 5.00 times ours.");
  });

  it('says why there is nothing of TRL or of the other libraries', () => {
    const trl = { ...TRL, trl: { missing: 'There is no python3.', iterations: [] } };
    const peers = { ...PEERS, missing: 'made without', rows: PEERS.rows.slice(0, 1) };
    const alone = reportMarkdown(RUN, { trl, peers });
    expect(alone).toContain('There is no python3.');
    expect(cells(alone, '| TRL |')[1]).toBe('not measured');
    expect(alone).toContain("An iteration of TRL's: not measured.");
    expect(alone).toContain('made without');
    expect(alone).not.toMatch(/NaN|undefined|null/);
  });

  it('shows every variant, the best and its share of the limit, and what is wrong', () => {
    // 2 GFLOP in 0.25 ms are 8 TFLOP/s of 40.
    expect(cells(report, 'square: 1024')).toEqual([
      'square: 1024',
      '0.5000',
      '0.2500',
      'FAILED',
      'tiled32',
      '8000',
      '48',
      '20.0 %',
    ]);
    expect(report).toContain('- matmul quad16, square: 1024: wrong by 1');
    expect(report).toContain('2 shapes were left out');
  });

  it('counts tests and repeats what failed', () => {
    expect(report).toContain('9 tests passed in 3 files; 2 failed. 1 files need a browser');
    expect(report).toContain('- tests/b.gpu.test.ts: b > fails: expected 1 to be 2');
    expect(report).toContain('- tests/c.gpu.test.ts: ended with SIGSEGV');
    expect(report).toContain('Time was up before 1 files: tests/e.gpu.test.ts');
  });

  it.each(SECTIONS)('has the section %s, with everything and with nothing', (title) => {
    const nothing: SomeResults = {};
    expect(report).toContain(`## ${title}\n`);
    expect(reportMarkdown({ ...RUN, outcomes: [] }, nothing)).toContain(`## ${title}\n`);
  });

  it('calls what was not measured that, and never a number', () => {
    const { adapter, training } = RESULTS;
    const [row] = training.rows;
    const untimed = { rows: [{ ...row, profile: null }] };
    const alone = reportMarkdown(RUN, { adapter, training: untimed });
    expect(cells(alone, 'S (2 layers').filter((cell) => cell === 'not measured')).toHaveLength(6);
    expect(alone).not.toMatch(/NaN|undefined|null/);
    expect(report).not.toMatch(/NaN|undefined|null/);
  });
});
