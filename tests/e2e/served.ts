/** The real build on a free port, and a real browser in front of it, for tests that act as a person. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs';

export interface Served {
  readonly url: string;
  /** Folder of the built files. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Builds the page into a folder of its own and serves it. */
export async function serveBuild(): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'nudge-build-'));
  // The test runner sets NODE_ENV to "test", with which React would be bundled for development.
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({ logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  process.env.NODE_ENV = environment;
  const server = await preview({
    logLevel: 'warn',
    build: { outDir: folder },
    preview: { port: 4300 + (process.pid % 1000), strictPort: false, host: 'localhost' },
  });
  const [url] = server.resolvedUrls?.local ?? [];
  if (!url) throw new Error('The preview server has no address.');
  return {
    url,
    folder,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param args extra command line; by default a software WebGPU adapter */
export async function openBrowser(args: readonly string[] = CHROMIUM_ARGS): Promise<Browser> {
  const executablePath = (await findChromium()) ?? undefined;
  return chromium.launch({ executablePath, args: [...args] });
}
