/** The list of files that the service worker keeps, and the page as a zip. What it does with them is tests/e2e/offline. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtFiles, serviceWorker } from '../../scripts/offline/plugin.mjs';
import { zipFolder } from '../../scripts/zip.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-offline-'));
  mkdirSync(join(folder, 'models/it’s'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, "models/it’s/a'b.json"), '{}');
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets/ort-wasm-simd-threaded-abc.wasm'), 'large');
  writeFileSync(join(folder, 'sw.js'), 'before');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lists every file but the worker itself and what needs a network, the page by its folder; the version changes with any of them', () => {
  const before = builtFiles(folder);
  expect(before.files).toEqual(['./', "models/it’s/a'b.json"]);
  writeFileSync(join(folder, 'sw.js'), 'after');
  expect(builtFiles(folder)).toEqual(before);
  writeFileSync(join(folder, 'index.html'), '<!doctype html> ');
  expect(builtFiles(folder).version).not.toBe(before.version);
});

it('is written into the worker as it is, and nothing of the pattern is left', () => {
  const source = readFileSync(resolve(import.meta.dirname, '../../scripts/offline/serviceWorker.js'), 'utf8');
  const built = builtFiles(folder);
  const written = serviceWorker(source, built);
  expect(written).not.toMatch(/__[A-Z]+__/);
  const [, list] = /JSON\.parse\('(.*)'\);/.exec(written) ?? [];
  // As the script's own string has it.
  expect(JSON.parse(list.replaceAll("\\'", "'").replaceAll('\\\\', '\\'))).toEqual(built.files);
  expect(written).toContain(`'${built.version}'`);
});

it('packs a folder with its name, the same bytes each time', () => {
  const zip = zipFolder(folder, 'nudge');
  expect(Object.keys(unzipSync(zip)).sort()).toEqual([
    'nudge/assets/ort-wasm-simd-threaded-abc.wasm',
    'nudge/index.html',
    "nudge/models/it’s/a'b.json",
    'nudge/sw.js',
  ]);
  expect(strFromU8(unzipSync(zip)['nudge/index.html'])).toBe('<!doctype html>');
  expect(zipFolder(folder, 'nudge')).toEqual(zip);
});
