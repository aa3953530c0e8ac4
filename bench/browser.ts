/**
 * One Chromium and one Vite server for the whole run, and a fresh page for each measurement, so that no library
 * carries the leftovers of another. Knows nothing of what is measured.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { CHROMIUM_ARGS } from '../scripts/chromium.mjs';
import { ROOT } from '../scripts/install.mjs';
import type { AdapterChoice } from './options.ts';
import type { Adapter } from './results.ts';

/** Timestamps to the nanosecond: without it they are rounded to 100 microseconds, longer than most kernels. */
const EXACT_TIMESTAMPS = '--enable-webgpu-developer-features';

const SOFTWARE_ARGS = [...CHROMIUM_ARGS, EXACT_TIMESTAMPS];

/** Chromium's own choice of adapter; on Linux it takes Vulkan's switches to see a GPU without a desktop. */
const HARDWARE_ARGS = [
  ...CHROMIUM_ARGS.filter((arg) => !arg.startsWith('--use-webgpu-adapter')),
  EXACT_TIMESTAMPS,
  '--ignore-gpu-blocklist',
  ...(process.platform === 'linux' ? ['--enable-features=Vulkan', '--disable-vulkan-surface'] : []),
];

/** A driver that does not answer within this time is taken for none, milliseconds. */
const PROBE_TIMEOUT = 30_000;

export interface BenchBrowser {
  readonly adapter: Adapter;
  readonly version: string;
  readonly machine: string;
  /** Calls `exported(...args)` of a module under bench/ in a page of its own; what the page logs is printed. */
  readonly call: <Result>(module: string, exported: string, args: readonly unknown[]) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/**
 * Starts server and browser.
 * @param executablePath Chromium's
 * @param packages packages of bench/node_modules that pages will import
 * @throws Error when the wanted kind of adapter is not there
 */
export async function openBrowser(
  executablePath: string,
  choice: AdapterChoice,
  packages: readonly string[],
): Promise<BenchBrowser> {
  const server = await serve(packages);
  let browser: Browser | undefined;
  try {
    const address = server.resolvedUrls?.local[0];
    if (!address) throw new Error('The page server has no address.');
    let adapter: Adapter | null = null;
    for (const args of choice === 'software' ? [SOFTWARE_ARGS] : [HARDWARE_ARGS, SOFTWARE_ARGS]) {
      browser = await chromium.launch({ executablePath, args });
      adapter = await probe(browser, address);
      const hardware = adapter !== null && !isSoftware(adapter);
      if (hardware || (args === SOFTWARE_ARGS && adapter && choice !== 'hardware')) break;
      await browser.close();
      browser = undefined;
    }
    if (!browser || !adapter) {
      throw new Error(
        `Chromium (${executablePath}) gives no ${choice === 'auto' ? '' : `${choice} `}WebGPU adapter.`,
      );
    }
    const opened = browser;
    const [{ model } = { model: 'unknown processor' }] = cpus();
    return {
      adapter,
      version: `Chromium ${opened.version()}`,
      machine: `${cpus().length} x ${model.trim()}`,
      call: (module, exported, args) => call(opened, address, module, exported, args),
      close: async () => {
        await opened.close();
        await server.close();
      },
    };
  } catch (error) {
    await browser?.close();
    await server.close();
    throw error;
  }
}

/** The browser's adapter; null when it has none or asking for it does not end. */
async function probe(browser: Browser, address: string): Promise<Adapter | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PROBE_TIMEOUT);
  });
  const asked = call<Adapter | null>(browser, address, 'page/measure.ts', 'adapter', []);
  // When it is late, closing the browser rejects it; nobody waits for it then.
  asked.catch(() => {});
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** True on implementations of Vulkan that run on the processor. */
export function isSoftware({ vendor, architecture, device, description }: Adapter): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe/i.test(`${vendor} ${architecture} ${device} ${description}`);
}

async function serve(packages: readonly string[]): Promise<ViteDevServer> {
  const server = await createServer({
    root: join(ROOT, 'bench'),
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    cacheDir: join(ROOT, '.cache', 'bench', 'vite'),
    server: { host: 'localhost', port: 0, hmr: false, watch: null, fs: { allow: [ROOT] } },
    // Nothing may be bundled while a page is being timed, nor a page reloaded because of it.
    optimizeDeps: { include: [...packages], noDiscovery: true },
  });
  return server.listen();
}

async function call<Result>(
  browser: Browser,
  address: string,
  module: string,
  exported: string,
  args: readonly unknown[],
): Promise<Result> {
  const page = await browser.newPage();
  try {
    page.on('console', (message) => {
      // A library's debugging output is not ours to repeat.
      if (['log', 'warning', 'error'].includes(message.type())) console.log(`    ${message.text()}`);
    });
    const broken = new Promise<never>((_, reject) => {
      page.once('crash', () => reject(new Error('The page crashed.')));
      page.once('close', () => reject(new Error('The page was closed.')));
    });
    broken.catch(() => {});
    page.setDefaultTimeout(0);
    await page.goto(address);
    // As text, because this file is itself transformed for Node, where an import is something else.
    const work = page.evaluate(
      `import(${JSON.stringify(`/${module}`)}).then((loaded) =>
        loaded[${JSON.stringify(exported)}](...${JSON.stringify(args)}))`,
    );
    return (await Promise.race([work, broken])) as Result;
  } finally {
    await page.close();
  }
}
