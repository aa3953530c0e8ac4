/**
 * Runs a TypeScript module of this repository in Node with WebGPU from Dawn: bundles it with Vite (so that
 * `?raw` shader imports work), finds a Vulkan driver, and calls its `main(args)` in a process of its own.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findDriver } from './vulkan.mjs';
import { ensureInstalled, ROOT } from './install.mjs';

/**
 * @param {string} entry path from the root of a module that exports `main(args: string[]): Promise<number>`
 * @param {readonly string[]} args
 * @param {{ stdio?: import('node:child_process').StdioOptions }} [options]
 * @returns {Promise<import('node:child_process').ChildProcess>} the started process, which owns its exit code
 */
export async function startOnDawn(entry, args, { stdio = 'inherit' } = {}) {
  const { folder, env } = await bundleForDawn(entry);
  const module = join(folder, `${basename(entry).replace(/\.ts$/, '')}.mjs`);
  const runner = join(ROOT, 'scripts', 'runModule.mjs');
  const child = spawn(process.execPath, ['--enable-source-maps', runner, module, ...args], {
    stdio,
    env: { ...process.env, ...env },
  });
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return child;
}

/**
 * What an npm command does that is a module on Dawn: installs if need be, runs it with the command's words, and ends as it ends.
 * @param {string} entry as of {@link startOnDawn}
 */
export async function commandOnDawn(entry) {
  try {
    ensureInstalled();
    const child = await startOnDawn(entry, process.argv.slice(2));
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
}

/**
 * Bundles `entry` and finds a driver for it: all that startOnDawn does before it starts.
 * @param {string} entry path from the root
 * @param {{ whole: boolean }} [options] whether packages are bundled too, for those that cannot be found from the root
 * @returns {Promise<{ folder: string, driver: string, env: Record<string, string> }>} the caller removes the folder;
 *   `env` is added to the environment of a process that runs the module
 */
export async function bundleForDawn(entry, { whole } = { whole: false }) {
  const { candidate } = await findDriver();
  return { folder: await bundle(entry, whole), driver: candidate.name, env: candidate.env };
}

/**
 * Bundles `entry`, in a folder per process so that runs side by side do not overwrite each other.
 * @param {string} entry
 * @param {boolean} [whole] packages, too
 * @returns {Promise<string>}
 */
export async function bundle(entry, whole = false) {
  const { build } = await import('vite');
  const outDir = join(ROOT, '.cache', 'headless', String(process.pid));
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    // Dawn is found beside its package's own code.
    ...(whole && { ssr: { noExternal: true, external: ['webgpu'] } }),
    build: {
      ssr: entry,
      outDir,
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
        // What the page loads later a command needs at once.
        checks: { ineffectiveDynamicImport: false },
      },
    },
  });
  return outDir;
}
