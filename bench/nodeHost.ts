/**
 * The benchmark without a browser: each measurement in a process of Node with WebGPU from Dawn. Knows nothing of what is
 * measured.
 */
import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../scripts/install.mjs';
import { isSoftware, type BenchBrowser } from './browser.ts';
import { callPage } from './nodeCall.ts';
import type { AdapterChoice } from './options.ts';
import type { Adapter } from './results.ts';

const RUNNER = join(ROOT, 'scripts', 'runModule.mjs');

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
    callPage<Result>({ runner: RUNNER, page: join(folder, 'nodePage.mjs'), env }, { module, exported, args });
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
