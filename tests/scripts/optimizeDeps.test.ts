/**
 * Packages that pages and tests in a browser import are named in vite.config.ts: one that is first met half-way makes
 * Vite bundle again and reload the page, and whatever test runs then fails, on machines with a cold cache only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import config from '../../vite.config.ts';
import { ROOT } from '../../scripts/install.mjs';

/** Served by Vitest itself, or by Node's side of a file; styles are no modules. */
const NOT_BUNDLED = /^(vitest|vitest\/.*|node:.*|vite|playwright|puppeteer-core|webgpu|.*\.css)$/;

/** The packages that a file's text imports, statically or not, types left out. */
function packagesOf(text: string): string[] {
  const imports = text.matchAll(
    /(?:^import (?!type\b)(?:[^'";]* from )?|^\} from |\bimport\()'([^'.#/][^']*)'/gm,
  );
  return [...imports].map(([, name]) => name.replace(/\?.*$/, ''));
}

function filesBelow(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => wanted.test(name))
    .map((name) => join(ROOT, folder, name));
}

it('every package that a browser imports is bundled before the first test', () => {
  // src/headless runs in Node only.
  const sources = filesBelow('src', /\.tsx?$/).filter((file) => !file.includes(join('src', 'headless')));
  const tests = filesBelow('tests', /(\.gpu\.test\.ts|\.tsx)$/);
  const imported = new Set([...sources, ...tests].flatMap((file) => packagesOf(readFileSync(file, 'utf8'))));
  const { include = [], exclude = [] } = config.optimizeDeps ?? {};
  const named = new Set([...include, ...exclude]);
  expect(imported.size).toBeGreaterThan(8);
  expect([...imported].filter((name) => !named.has(name) && !NOT_BUNDLED.test(name))).toEqual([]);
});
