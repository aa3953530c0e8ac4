/** Runs the GPU tests, a process a file, several at once, until time is up. Knows files by their paths. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StageContext } from '../context.ts';
import type { TestFile } from '../results.ts';

/** Processes side by side: a device each, so not as many as there are processors. */
const MOST_AT_ONCE = 8;
/** Seconds kept for writing. */
const SPARE = 2;
/** Lines of a process that ended without a result that are repeated. */
const LAST_LINES = 5;

export async function testsStage({ bundle, options, deadline, save }: StageContext<'tests'>): Promise<void> {
  const program = join(bundle, 'tests.mjs');
  const listed = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(listed.stderr || 'The list of tests cannot be read.');
  const { files: all, browserOnly } = JSON.parse(listed.stdout) as { files: string[]; browserOnly: string[] };
  const wanted = all.filter(
    (file) => options.tests.length === 0 || options.tests.some((part) => file.includes(part)),
  );
  const folder = mkdtempSync(join(tmpdir(), 'nudge-tests-'));
  const files: TestFile[] = [];
  const waiting = kernelsFirst(wanted);
  const running = new Set<string>();
  const tell = () => save({ files, browserOnly, left: [...running, ...waiting] });
  const work = async () => {
    for (;;) {
      const left = deadline - performance.now() - SPARE * 1000;
      if (left <= 0) return;
      const file = waiting.shift();
      if (!file) return;
      running.add(file);
      const result = await runFile(program, file, join(folder, `${files.length}-${running.size}.json`), left);
      running.delete(file);
      if (result) files.push(result);
      else waiting.push(file);
      tell();
    }
  };
  const workers = Math.max(1, Math.min(MOST_AT_ONCE, availableParallelism() >> 1));
  await Promise.all(Array.from({ length: workers }, work));
  tell();
  rmSync(folder, { recursive: true, force: true });
  const failed = files.filter(({ failures, broken }) => failures.length > 0 || broken);
  if (failed.length > 0) throw new Error(`${failed.length} of ${files.length} test files failed.`);
}

/** What is nearest to the hardware tells most; of that, what takes longest may not be last. */
function kernelsFirst(files: readonly string[]): string[] {
  const order = ['matmul.gpu', 'tests/gpu', 'tests/model', 'tests/rl', ''];
  const rank = (file: string) => order.findIndex((part) => file.includes(part));
  return files.toSorted((a, b) => rank(a) - rank(b));
}

/** Null when time is up before the file's end. */
function runFile(program: string, file: string, out: string, milliseconds: number): Promise<TestFile | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, file, out], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (part) => (text = (text + String(part)).slice(-4000)));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, milliseconds);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (late) resolve(null);
      else
        resolve(
          readResult(out) ?? broken(file, `ended with ${signal ?? `exit code ${code}`}: ${lastLines(text)}`),
        );
    });
  });
}

function readResult(out: string): TestFile | null {
  try {
    return JSON.parse(readFileSync(out, 'utf8')) as TestFile;
  } catch {
    return null;
  }
}

function broken(file: string, reason: string): TestFile {
  return { file, seconds: 0, passed: 0, failures: [], broken: reason };
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-LAST_LINES).join(' ');
}
