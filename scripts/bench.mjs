/**
 * `npm run bench -- OPTIONS`: installs what is missing, the other libraries in bench/node_modules included, and
 * runs bench/main.ts, which measures. `--help` lists the options.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, installStamp, isInstalled, npm, ROOT } from './install.mjs';

const BENCH = join(ROOT, 'bench');

/** Installs the libraries to measure against, as bench/package-lock.json names them. */
function ensurePeers() {
  if (isInstalled(BENCH)) return;
  console.log('Installing the libraries to measure against (bench/node_modules) ...');
  const status = npm(['ci', '--prefix', BENCH, '--no-audit', '--no-fund', '--ignore-scripts']);
  if (status !== 0) throw new Error(`npm ci in bench failed with exit code ${status}.`);
  if (!existsSync(join(BENCH, 'node_modules'))) throw new Error('npm ci left no bench/node_modules.');
  writeFileSync(join(BENCH, 'node_modules', '.nudge-stamp'), installStamp(BENCH));
}

try {
  ensureInstalled();
  const { ensureChromium } = await import('./chromium.mjs');
  const { bundleForDawn } = await import('./dawn.mjs');
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(join(BENCH, 'main.ts'), { configFile: false, root: ROOT });
  process.exitCode = await module.main(process.argv.slice(2), {
    ensurePeers,
    ensureChromium,
    bundleForDawn,
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
