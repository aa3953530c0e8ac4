import { describe, expect, it } from 'vitest';
import { EFFORTS } from '../../../bench/check/effort.ts';
import { HELP, parseOptions } from '../../../bench/check/options.ts';
import { STAGES } from '../../../bench/check/results.ts';
import { parseBundleOptions } from '../../../scripts/gpuCheck.mjs';

describe('parseOptions', () => {
  it('runs every stage in full by default, on a GPU only', () => {
    expect(parseOptions(['--out', 'here'])).toEqual({
      out: 'here',
      effort: 'full',
      software: false,
      stages: STAGES,
      testsSeconds: null,
      tests: [],
      python: 'python3',
      help: false,
    });
  });

  it('reads --only and --tests several times and keeps the usual order of stages', () => {
    const args = ['--out', 'o', '--only', 'tests', '--only', 'micro', '--tests', 'fill', '--tests', 'gae'];
    expect(parseOptions(args)).toMatchObject({ stages: ['micro', 'tests'], tests: ['fill', 'gae'] });
  });

  it('takes --quick, --rehearsal, --software, --tests-seconds and --python', () => {
    const args = ['--out', 'o', '--software', '--tests-seconds', '9.5', '--python', 'py'];
    expect(parseOptions([...args, '--quick'])).toMatchObject({
      effort: 'quick',
      software: true,
      testsSeconds: 9.5,
      python: 'py',
    });
    expect(parseOptions([...args, '--rehearsal']).effort).toBe('rehearsal');
  });

  it('refuses what it does not know or lacks, with what there is', () => {
    expect(() => parseOptions([])).toThrow('--out FOLDER is missing');
    expect(() => parseOptions(['--out'])).toThrow('--out takes a value');
    expect(() => parseOptions(['--out', '--quick'])).toThrow('--out takes a value');
    expect(() => parseOptions(['--out', 'o', '--only', 'decoding'])).toThrow('adapter, micro, training');
    expect(() => parseOptions(['--out', 'o', '--tests-seconds', 'ten'])).toThrow('a number of seconds');
    expect(() => parseOptions(['--out', 'o', '--fast'])).toThrow('Unknown option --fast');
  });

  it('names every stage and option in its help, for which no folder is needed', () => {
    expect(parseOptions(['--help']).help).toBe(true);
    const options = ['--out', '--quick', '--rehearsal', '--software', '--only', '--tests', '--tests-seconds'];
    for (const word of [
      ...STAGES,
      ...options,
      '--python',
      '--bundle',
      '--library',
      '--wheels',
      '--alone',
      '--lean',
    ]) {
      expect(HELP).toContain(word);
    }
  });
});

describe('parseBundleOptions', () => {
  it('takes what is about the bundle and leaves the rest to it', () => {
    const args = [
      '--out',
      'o',
      '--bundle',
      'b',
      '--library',
      'x.so',
      '--lean',
      '--library',
      'y.so',
      '--quick',
    ];
    expect(parseBundleOptions(args)).toEqual({
      bundle: 'b',
      lean: true,
      alone: false,
      libraries: ['x.so', 'y.so'],
      wheels: null,
      rest: ['--out', 'o', '--quick'],
    });
    expect(parseBundleOptions(['--quick'])).toMatchObject({ bundle: null, lean: false });
    const carried = ['--wheels', 'w', '--alone', '--only', 'trl'];
    expect(parseBundleOptions(carried)).toMatchObject({ wheels: 'w', alone: true, rest: ['--only', 'trl'] });
    expect(() => parseBundleOptions(['--wheels', '--lean'])).toThrow('--wheels takes a value');
    expect(() => parseBundleOptions(['--bundle'])).toThrow('--bundle takes a value');
  });
});

describe('EFFORTS', () => {
  const total = (effort: keyof typeof EFFORTS) =>
    Object.values(EFFORTS[effort].seconds).reduce((sum, seconds) => sum + seconds, 0);

  it('ends within eight minutes, a quick one within three', () => {
    expect(HELP).toContain('at most eight minutes');
    expect(total('full')).toBeLessThanOrEqual(8 * 60);
    expect(total('quick')).toBeLessThanOrEqual(3 * 60);
  });

  it('copies buffers that no cache holds', () => {
    expect(EFFORTS.full.micro.copyBytes).toBeGreaterThanOrEqual(256 * 2 ** 20);
  });
});
