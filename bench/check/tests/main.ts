/**
 * Entry of the bundle for GPU tests: `node tests.mjs FILE RESULT` runs one file, `node tests.mjs` lists them as JSON.
 * Knows no test.
 */
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { provideWebGpu } from '../../node.ts';
import { assetFolder } from '../context.ts';
import { runTestFile } from './runFile.ts';
import { BROWSER_ONLY, TEST_FILES } from 'virtual:gpu-tests';

declare global {
  /** Where tests/fixtures/load.ts looks in a bundle: see scripts/checkBundle.mjs. */
  var nudgeFixtures: string | undefined;
}

/** Runs one file and writes how it went. */
async function main([file, out]: readonly string[]): Promise<number> {
  if (!file) {
    console.log(JSON.stringify({ files: Object.keys(TEST_FILES), browserOnly: BROWSER_ONLY }));
    return 0;
  }
  const load = TEST_FILES[file];
  if (!load) throw new Error(`There is no test file ${file}.`);
  const bundle = dirname(fileURLToPath(import.meta.url));
  globalThis.nudgeFixtures = `${pathToFileURL(assetFolder(bundle, 'fixtures', 'tests/fixtures')).href}/`;
  provideWebGpu();
  const result = await runTestFile(file, load);
  writeFileSync(out, JSON.stringify(result));
  return result.failures.length > 0 ? 1 : 0;
}

process.exit(await main(process.argv.slice(2)));
