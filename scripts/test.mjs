/**
 * `npm test`: installs what is missing, then runs every check; `npm test -- node gpu` runs only those. Two at a time:
 * each of the long ones keeps about one core busy. Once a step has failed none begins, and those that run are heard to
 * their end. Steps and wording: scripts/steps.mjs.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, npmCommand, ROOT } from './install.mjs';
import { chooseSteps, readySteps, stepResult, summaryLines } from './steps.mjs';

const REPORTS = join(ROOT, '.cache', 'test');
/** Steps at a time. */
const PLACES = Math.min(2, availableParallelism());

/**
 * Runs a script of package.json.
 * @param {readonly string[]} args
 * @param {string | null} name before each line of what it says, where others speak at the same time
 * @param {Readonly<Record<string, string>>} told environment of its own
 * @returns {Promise<number>} the exit code
 */
function runNpm(args, name, told) {
  const { command, args: all, shell } = npmCommand(args);
  const out = name ? 'pipe' : 'inherit';
  // Colours are asked for, since a pipe is not taken for a terminal.
  const env = { ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), ...process.env, ...told };
  const child = spawn(command, all, { cwd: ROOT, stdio: ['inherit', out, out], shell, env });
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => console.log(`${name?.padEnd(6)} | ${line}`));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // After the last line.
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * @param {import('./steps.mjs').Step} step
 * @param {boolean} alone
 */
async function runStep(step, alone) {
  console.log(`\n=== ${step.name}`);
  const report = join(REPORTS, `${step.name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--', '--reporter=default', '--reporter=json', `--outputFile=${report}`];
  if (step.shard) reporters.push(`--shard=${step.shard}`);
  const started = performance.now();
  const args = ['run', '--silent', step.script, ...(step.tests ? reporters : [])];
  // Parts that run side by side prepare the packages for the browser each in a folder of its own.
  const code = await runNpm(
    args,
    alone ? null : step.name,
    step.shard ? { NUDGE_VITE_CACHE: step.name } : {},
  );
  const seconds = (performance.now() - started) / 1000;
  const told = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  if (code !== 0) console.error(`\nStep ${step.name} failed with exit code ${code}.`);
  else if (!alone) console.log(`\n=== ${step.name} ended well in ${seconds.toFixed(1)} s`);
  return stepResult(step, code, seconds, told);
}

/**
 * @param {readonly import('./steps.mjs').Step[]} steps
 * @returns {Promise<import('./steps.mjs').StepResult[]>} in the steps' order
 */
async function runSteps(steps) {
  /** @type {import('./steps.mjs').StepResult[]} */
  const ended = [];
  const begun = new Set(/** @type {string[]} */ ([]));
  const running = new Set(/** @type {Promise<void>[]} */ ([]));
  for (;;) {
    for (const step of readySteps(steps, begun, ended).slice(0, PLACES - running.size)) {
      begun.add(step.name);
      const run = runStep(step, steps.length === 1).then((result) => {
        ended.push(result);
        running.delete(run);
      });
      running.add(run);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  const unrun = { code: null, seconds: 0, passed: 0, failed: 0, failures: [] };
  return steps.map(({ name }) => ended.find((result) => result.name === name) ?? { name, ...unrun });
}

async function main() {
  const steps = chooseSteps(process.argv.slice(2));
  ensureInstalled();
  if (steps.some((step) => step.needsChromium)) process.env.CHROME_PATH = await ensureChromium();
  mkdirSync(REPORTS, { recursive: true });
  rmSync(join(REPORTS, 'summary.txt'), { force: true });
  const results = await runSteps(steps);
  const summary = summaryLines(results).join('\n');
  console.log(`\n${summary}`);
  // For whoever runs more behind this and reads the end only.
  writeFileSync(join(REPORTS, 'summary.txt'), `${summary}\n`);
  return results.find(({ code }) => code !== 0 && code !== null)?.code ?? 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
