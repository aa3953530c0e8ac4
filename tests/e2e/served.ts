/**
 * The real build below a path of a plain server, and a real browser in front of it, for tests that act as a person.
 * Every answer carries a policy stricter than the page's own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { build } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs';
import { servePlainly, type PlainServer, type PlainServerOptions } from './plainServer.ts';

/** Enough for everything but classifiers and hubs. */
const STRICT = "default-src 'self'";

export interface Served extends PlainServer {
  /** Folder of the built files. */
  readonly folder: string;
}

/** Builds the page into a folder of its own and serves it. */
export async function serveBuild({
  path = '/some/path/',
  policy = STRICT,
}: PlainServerOptions = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'nudge-build-'));
  // The test runner sets NODE_ENV to "test", with which React would be bundled for development.
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({ logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  process.env.NODE_ENV = environment;
  const server = await servePlainly(folder, { path, policy });
  return {
    ...server,
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
