/** Runs a script of the bundle in the Python that was named. Knows no script. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stageFile, type StageContext } from './context.ts';
import type { StageName } from './results.ts';

/**
 * Calls `script REQUEST FILE`, which writes JSON to FILE as it goes.
 * @param take is given what it had written when it ended, or why there is no Python
 * @throws Error when it failed, after what it had written was taken
 */
export async function runPython(
  script: string,
  stage: StageName,
  { bundle, options, deadline }: Pick<StageContext, 'bundle' | 'options' | 'deadline'>,
  request: object,
  take: (written: object) => void,
): Promise<void> {
  const out = `${stageFile(options.out!, stage)}.part`;
  const child = spawn(options.python, [join(bundle, script), JSON.stringify(request), out], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: Math.max(1000, Math.floor(deadline - performance.now() - 1000)),
    killSignal: 'SIGKILL',
  });
  let text = '';
  child.stderr.on('data', (part) => (text = (text + String(part)).slice(-4000)));
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  const written = read(out);
  rmSync(out, { force: true });
  if (written) take(written);
  else if (code === 127) take({ missing: `There is no ${options.python}.` });
  if (code !== 0 && code !== 127) {
    throw new Error(`${options.python} ended with ${code}: ${text.trim().split('\n').slice(-3).join(' ')}`);
  }
}

function read(file: string): object | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch {
    return null;
  }
}
