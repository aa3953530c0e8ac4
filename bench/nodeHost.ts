/**
 * The benchmark without a browser: each measurement in a process of Node with WebGPU from Dawn. Knows nothing of what is
 * measured.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../scripts/install.mjs';
import { isSoftware, type BenchBrowser } from './browser.ts';
import type { AdapterChoice } from './options.ts';
import type { Adapter } from './results.ts';

const RUNNER = join(ROOT, 'scripts', 'runModule.mjs');

/** jax-js needs iterators' own methods, which are there unasked from Node 22 on. */
const FLAGS = ['--enable-source-maps', ...('Iterator' in globalThis ? [] : ['--harmony-iterator-helpers'])];

/** A module bundled for Node, and the driver to run it on. */
export interface DawnProgram {
  readonly folder: string;
  readonly driver: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs the pages of a program made of bench/nodePage.ts or bench/peers/nodePage.ts.
 * @throws Error when the wanted kind of adapter is not there
 */
export async function openNode(
  { folder, driver, env: own }: DawnProgram,
  choice: AdapterChoice,
): Promise<BenchBrowser> {
  const close = async () => rmSync(folder, { recursive: true, force: true });
  const env = { ...process.env, ...own };
  const call = <Result>(module: string, exported: string, args: readonly unknown[]) =>
    callPage<Result>(join(folder, 'nodePage.mjs'), env, { module, exported, args });
  try {
    const adapter = await call<Adapter | null>('page/measure.ts', 'adapter', []);
    const kind = adapter && (isSoftware(adapter) ? 'software' : 'hardware');
    if (!adapter || (choice !== 'auto' && choice !== kind)) {
      throw new Error(
        `Node gives no ${choice === 'auto' ? '' : `${choice} `}WebGPU adapter (${driver}). VK_ICD_FILENAMES names another driver.`,
      );
    }
    const [{ model } = { model: 'unknown processor' }] = cpus();
    const machine = `${cpus().length} x ${model.trim()}`;
    return { adapter, version: `Node ${process.version}, Dawn`, machine, call, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function callPage<Result>(page: string, env: NodeJS.ProcessEnv, request: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...FLAGS, RUNNER, page, JSON.stringify(request)], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      env,
    });
    let complaint = '';
    child.stderr!.on('data', (part) => (complaint = (complaint + String(part)).slice(-4000)));
    child.once('message', (message) => resolve((message as { result: Result }).result));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      reject(new Error(complaint.trim() || `The process ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}
