/**
 * `npm run fuzz -- OPTIONS`: broken inputs for every parser, in a process of its own that is ended when an input
 * hangs, which the input itself can never tell. Options: scripts/fuzz/main.ts, `--help`.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './dawn.mjs';
import { ensureInstalled, ROOT } from './install.mjs';

/** Milliseconds without a word from the process after which its input hangs. */
const PATIENCE_MS = 30_000;

try {
  ensureInstalled();
  const folder = await bundle('scripts/fuzz/main.ts');
  const runner = join(ROOT, 'scripts', 'runModule.mjs');
  const child = spawn(process.execPath, [runner, join(folder, 'main.mjs'), ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, NUDGE_FUZZ_WATCH: '3' },
  });
  let last = 'the first input';
  let heard = Date.now();
  child.stdio[3]?.on('data', (chunk) => {
    last = String(chunk).trimEnd().split('\n').at(-1) ?? last;
    heard = Date.now();
  });
  let hung = false;
  const watch = setInterval(() => {
    if (hung || Date.now() - heard < PATIENCE_MS) return;
    hung = true;
    console.error(`HANGS: ${last}`);
    child.kill('SIGKILL');
  }, 1000);
  child.once('exit', (code) => {
    clearInterval(watch);
    rmSync(folder, { recursive: true, force: true });
    process.exitCode = hung ? 1 : (code ?? 1);
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
