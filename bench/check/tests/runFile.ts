/**
 * Runs one file of GPU tests in this process and tells how it went: a process a file, so that a device that is lost
 * or a driver that crashes takes no other file with it. Knows Vitest's runner; knows no test.
 */
import { startTests, type Suite, type Task, type VitestRunner } from '@vitest/runner';
import type { TestFile } from '../results.ts';

/** Milliseconds of one test or hook, as in vite.config.ts. */
const TIMEOUT = 120_000;

/** @param load imports the file's module */
export async function runTestFile(file: string, load: () => Promise<unknown>): Promise<TestFile> {
  const started = performance.now();
  const runner: VitestRunner = {
    importFile: load,
    config: {
      root: '/',
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
      chaiConfig: undefined,
      maxConcurrency: 1,
      testTimeout: TIMEOUT,
      hookTimeout: TIMEOUT,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    },
  };
  const [suite] = await startTests([`/${file}`], runner);
  const failures: { test: string; message: string }[] = [];
  const tally = { passed: 0 };
  collect(suite, [], failures, tally);
  return { file, seconds: (performance.now() - started) / 1000, passed: tally.passed, failures };
}

/** Counts a task and what is in it. A suite fails itself when a hook or the import does. */
function collect(
  task: Task | Suite,
  path: readonly string[],
  failures: { test: string; message: string }[],
  tally: { passed: number },
): void {
  const name = task.type === 'suite' && path.length === 0 && 'filepath' in task ? [] : [...path, task.name];
  const errors = task.result?.errors ?? [];
  if (task.type === 'test') {
    if (task.result?.state === 'pass') tally.passed += 1;
    else failures.push({ test: name.join(' > '), message: errors[0]?.message ?? 'did not run' });
    return;
  }
  if (errors.length > 0) failures.push({ test: name.join(' > ') || 'the file', message: errors[0].message });
  for (const inner of task.tasks) collect(inner, name, failures, tally);
}
