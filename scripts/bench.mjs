/**
 * `npm run bench -- OPTIONS`: installs what is missing, the other libraries in bench/node_modules included, and
 * runs bench/main.ts, which measures. `--help` lists the options.
 */
import { join } from 'node:path';
import { ensureInstalled, ensurePeers, ROOT } from './install.mjs';

try {
  ensureInstalled();
  const { ensureChromium } = await import('./chromium.mjs');
  const { bundleForDawn } = await import('./dawn.mjs');
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(join(ROOT, 'bench', 'main.ts'), { configFile: false, root: ROOT });
  process.exitCode = await module.main(process.argv.slice(2), {
    ensurePeers,
    ensureChromium,
    bundleForDawn,
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
