/** What the first visit brings besides the model. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveBuild, type Served } from './served.ts';

let served: Served;

beforeAll(async () => {
  served = await serveBuild();
});

afterAll(() => served.close());

test('what a first visit loads, the trainer included, is at most 250 KB of gzipped JavaScript', async () => {
  const assets = join(served.folder, 'assets');
  const html = await readFile(join(served.folder, 'index.html'), 'utf8');
  const page = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name);
  expect(page.some((name) => name.startsWith('index'))).toBe(true);
  const trainer = (await readdir(assets)).filter((name) => name.startsWith('trainer.worker'));
  expect(trainer).toHaveLength(1);
  // What a worker brings along when it starts: dialogs, languages, exports and classifiers come when asked for.
  const entry = await readFile(join(assets, trainer[0]), 'utf8');
  const shared = [...entry.matchAll(/^import[^;(]*"\.\/([\w.-]+\.js)"/gm)].map(([, name]) => name);
  const sizes = await Promise.all(
    [...new Set([...page, ...trainer, ...shared])].map(
      async (name) => gzipSync(await readFile(join(assets, name))).length,
    ),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
});

test('the theme is chosen before the first paint', async () => {
  const html = await readFile(join(served.folder, 'index.html'), 'utf8');
  expect(html.indexOf('nudge:theme')).toBeGreaterThan(0);
  expect(html.indexOf('nudge:theme')).toBeLessThan(html.indexOf('type="module"'));
});
