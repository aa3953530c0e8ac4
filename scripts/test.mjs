/**
 * `npm test`: installs what is missing, then runs every check; `npm test -- node gpu` runs only those.
 * The first failing step ends the run. Steps and wording: scripts/steps.mjs.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, npm, ROOT } from './install.mjs';
import { chooseSteps, stepResult, summaryLines } from './steps.mjs';

const REPORTS = join(ROOT, '.cache', 'test');

/** @param {import('./steps.mjs').Step} step */
function runStep(step) {
  console.log(`\n=== ${step.name}`);
  const report = join(REPORTS, `${step.name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--', '--reporter=default', '--reporter=json', `--outputFile=${report}`];
  const started = performance.now();
  const code = npm(['run', '--silent', step.script, ...(step.tests ? reporters : [])]);
  const seconds = (performance.now() - started) / 1000;
  const result = stepResult(
    step,
    code,
    seconds,
    existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null,
  );
  if (code !== 0) console.error(`\nStep ${step.name} failed with exit code ${code}.`);
  return result;
}

async function main() {
  const steps = chooseSteps(process.argv.slice(2));
  ensureInstalled();
  if (steps.some((step) => step.needsChromium)) process.env.CHROME_PATH = await ensureChromium();
  mkdirSync(REPORTS, { recursive: true });
  rmSync(join(REPORTS, 'summary.txt'), { force: true });
  const results = [];
  let exitCode = 0;
  for (const step of steps) {
    const result =
      exitCode === 0
        ? runStep(step)
        : { name: step.name, code: null, seconds: 0, passed: 0, failed: 0, failures: [] };
    exitCode ||= result.code ?? 0;
    results.push(result);
  }
  const summary = summaryLines(results).join('\n');
  console.log(`\n${summary}`);
  // For whoever runs more behind this and reads the end only.
  writeFileSync(join(REPORTS, 'summary.txt'), `${summary}\n`);
  return exitCode;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
