/**
 * The real build below a path of a plain server, and a real browser in front of it, for tests that act as a person.
 * Every answer carries a policy stricter than the page's own.
 */
import { chromium, type Browser } from 'playwright';
import { inject } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs';
import { servePlainly, type PlainServer, type PlainServerOptions } from './plainServer.ts';

/** Enough for everything but classifiers and hubs. */
const STRICT = "default-src 'self'";

export interface Served extends PlainServer {
  /** Folder of the built files. */
  readonly folder: string;
}

/** Serves the page as builtPage.ts built it. */
export async function serveBuild({
  path = '/some/path/',
  policy = STRICT,
  offline,
}: PlainServerOptions = {}): Promise<Served> {
  const folder = inject('builtPage');
  return { ...(await servePlainly(folder, { path, policy, offline })), folder };
}

/** @param args extra command line; by default a software WebGPU adapter */
export async function openBrowser(args: readonly string[] = CHROMIUM_ARGS): Promise<Browser> {
  const executablePath = (await findChromium()) ?? undefined;
  return chromium.launch({ executablePath, args: [...args] });
}
