/** Builds the page once for all tests that drive it: none of them changes a file of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built files. */
    builtPage: string;
  }
}

/** For a project of tests in Node: they get the folder by `inject('builtPage')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nudge-build-'));
  // The test runner sets NODE_ENV to "test", with which React would be bundled for development.
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({ logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  process.env.NODE_ENV = environment;
  project.provide('builtPage', folder);
  return () => rm(folder, { recursive: true, force: true });
}
