/** The report of gpu-check: every row is there, and what is missing is called that. */
import { describe, expect, it } from 'vitest';
import { reportMarkdown, type SomeResults } from '../../../bench/check/report.ts';
import { cells, RESULTS, RUN } from './stageResults.ts';

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
