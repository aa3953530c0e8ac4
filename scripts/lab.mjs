/**
 * `npm run lab -- BENCH OPTIONS`: an experiment of the lab, in Node on Dawn.
 * Options are read by src/headless/lab/options.ts; `--help` lists them.
 */
import { startOnDawn } from './dawn.mjs';
import { ensureInstalled } from './install.mjs';

try {
  ensureInstalled();
  const child = await startOnDawn('src/headless/lab/main.ts', process.argv.slice(2));
  // The terminal sends Ctrl-C to the child as well; wait for it to say how it ended.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
