/**
 * `npm run test:firefox`: the built page in Firefox, on a software Vulkan driver. Installs both where they are missing
 * (as root, on Debian). Options go to Vitest.
 */
import { spawnSync } from 'node:child_process';
import { ensureFirefox } from './firefox.mjs';
import { ensureInstalled, ROOT } from './install.mjs';

try {
  ensureInstalled();
  const { path, env } = ensureFirefox();
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'firefox', ...process.argv.slice(2)];
  const result = spawnSync(process.execPath, vitest, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env, FIREFOX_PATH: path },
  });
  if (result.error) throw result.error;
  process.exitCode = result.status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
