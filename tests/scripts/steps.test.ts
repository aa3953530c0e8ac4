import { describe, expect, it } from 'vitest';
import { chooseSteps, readySteps, stepResult, STEPS, summaryLines } from '../../scripts/steps.mjs';
import packageJson from '../../package.json' with { type: 'json' };

const [format, , , , node] = STEPS;
const QUICK = ['format', 'types', 'lint'];

const report = (passed: number, failed: number, unloadedFiles = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: [
    { status: 'failed', assertionResults: [{}] },
    { status: 'passed', assertionResults: [] },
    ...Array.from({ length: unloadedFiles }, () => ({ status: 'failed', assertionResults: [] })),
  ],
});

describe('chooseSteps', () => {
  it('takes every step when none is named, and keeps their order when some are', () => {
    expect(chooseSteps([])).toEqual(STEPS);
    expect(chooseSteps(['node', 'types']).map((step) => step.name)).toEqual(['types', 'node']);
  });

  it('takes all parts of a step that has some, which together are all of its tests', () => {
    const parts = chooseSteps(['gpu']);
    expect(parts.map(({ name, shard }) => [name, shard])).toEqual(
      parts.map((_, i) => [`gpu-${i + 1}`, `${i + 1}/${parts.length}`]),
    );
    expect(parts.length).toBeGreaterThan(1);
  });

  it('refuses a step that does not exist, naming those that do', () => {
    expect(() => chooseSteps(['unit'])).toThrow(/No such step: unit.*format, types, lint, gpu, node/);
  });

  it('names scripts that package.json has', () => {
    for (const step of STEPS) expect(Object.keys(packageJson.scripts)).toContain(step.script);
  });
});

describe('readySteps', () => {
  const names = (
    begun: readonly string[],
    ended: readonly string[],
    steps = STEPS,
    failed: string[] = [],
  ) => {
    const results = [...ended.map((name) => [name, 0] as const), ...failed.map((name) => [name, 1] as const)];
    const told = results.map(([name, code]) => ({ ...stepResult(format, code, 1, null), name }));
    return readySteps(steps, new Set([...begun, ...ended, ...failed]), told).map(({ name }) => name);
  };

  it('begins with what is told soonest, and goes on with all that waits for nothing else', () => {
    expect(names([], [])).toEqual(['format', 'types', 'lint']);
    expect(names(['lint'], ['format', 'types'])).toEqual([]);
    expect(names([], QUICK)).toEqual(['gpu-1', 'node', 'build', 'gpu-2', 'gpu-3']);
    expect(names(['gpu-1'], [...QUICK, 'node'])).toEqual(['build', 'gpu-2', 'gpu-3']);
    expect(names(['gpu-1'], [...QUICK, 'node', 'build'])).toEqual(['e2e', 'gpu-2', 'gpu-3']);
  });

  it('does not wait for steps that were not chosen', () => {
    expect(names([], [], chooseSteps(['e2e', 'node']))).toEqual(['node', 'e2e']);
  });

  it('begins nothing once a step has failed', () => {
    expect(names(['gpu-1'], QUICK, STEPS, ['node'])).toEqual([]);
  });
});

describe('stepResult', () => {
  it("takes the counts of Vitest's report", () => {
    const result = stepResult(node, 1, 2, report(5, 2));
    expect(result).toEqual({ name: 'node', code: 1, seconds: 2, passed: 5, failed: 2, failures: [] });
  });

  it('counts each file that does not load as a failure', () => {
    expect(stepResult(node, 1, 0, report(5, 2, 3)).failed).toBe(5);
  });

  it('counts a failure that is no failed test as one', () => {
    expect(stepResult(format, 1, 0, null).failed).toBe(1);
    expect(stepResult(node, 1, 0, report(5, 0)).failed).toBe(1);
  });
});

describe('summaryLines', () => {
  it('names below a step what failed of it, and why in a line', () => {
    const told = {
      numPassedTests: 1,
      numFailedTests: 1,
      testResults: [
        {
          name: '/a/tests/x.test.ts',
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'adds' },
            { status: 'failed', fullName: 'takes away', failureMessages: ['Error: 2 is not 1\n    at x'] },
          ],
        },
        { name: '/a/tests/y.test.ts', status: 'failed', message: 'no such file', assertionResults: [] },
      ],
    };
    expect(summaryLines([stepResult(node, 1, 1, told)]).slice(1)).toEqual([
      '        tests/x.test.ts > takes away: Error: 2 is not 1',
      '        tests/y.test.ts does not load: no such file',
      '1 passed, 2 failed',
    ]);
  });

  it('ends with the totals alone on the last line', () => {
    const lines = summaryLines([
      stepResult(format, 0, 1, null),
      stepResult(node, 1, 2.25, report(5, 2)),
      { name: 'gpu', code: null, seconds: 0, passed: 0, failed: 0, failures: [] },
    ]);
    expect(lines).toEqual([
      'format  ok in 1.0 s',
      'node    failed with exit code 1 in 2.3 s, 5 passed, 2 failed',
      'gpu     not run',
      '5 passed, 2 failed',
    ]);
  });
});
