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

/** What a classifier from a hub takes comes only when a person asks for one. */
const ASKED_FOR = /^(?:classifier\.worker|ort-)/;

test('all JavaScript together, worker and lazy parts included, is at most 250 KB gzipped', async () => {
  const assets = join(served.folder, 'assets');
  const names = await readdir(assets);
  expect(names.filter((name) => ASKED_FOR.test(name))).toHaveLength(2);
  const scripts = names.filter((name) => name.endsWith('.js') && !ASKED_FOR.test(name));
  expect(scripts.some((name) => name.startsWith('trainer.worker'))).toBe(true);
  const sizes = await Promise.all(
    scripts.map(async (name) => gzipSync(await readFile(join(assets, name))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
});

test('the theme is chosen before the first paint', async () => {
  const html = await readFile(join(served.folder, 'index.html'), 'utf8');
  expect(html.indexOf('nudge:theme')).toBeGreaterThan(0);
  expect(html.indexOf('nudge:theme')).toBeLessThan(html.indexOf('type="module"'));
});
