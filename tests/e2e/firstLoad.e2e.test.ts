/** What the first visit brings besides the model. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, serveBuild, type Served } from './served.ts';

let served: Served;

beforeAll(async () => {
  served = await serveBuild();
});

afterAll(() => served.close());

/** These scripts and all that they import; what they import only later, when asked for, is not among it. */
async function withImports(assets: string, names: readonly string[]): Promise<Map<string, Buffer>> {
  const scripts = new Map<string, Buffer>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (scripts.has(name)) continue;
    const script = await readFile(join(assets, name));
    scripts.set(name, script);
    waiting.push(
      ...[...script.toString().matchAll(/\b(?:from|import)"\.\/([\w.-]+\.js)"/g)].map(([, found]) => found),
    );
  }
  return scripts;
}

function zipped(scripts: readonly Buffer[]): number {
  return scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
}

test('what a first visit loads, the trainer included, is at most 250 KB of gzipped JavaScript', async () => {
  const assets = join(served.folder, 'assets');
  const html = await readFile(join(served.folder, 'index.html'), 'utf8');
  const page = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name);
  const trainer = (await readdir(assets)).filter((name) => name.startsWith('trainer.worker'));
  const scripts = await withImports(assets, [...page, ...trainer]);
  // React, shaders and tokenizer are among it, in whichever files the bundler has put them.
  const all = [...scripts.values()].join('\n');
  for (const part of ['useSyncExternalStore', '@compute', 'add_special_tokens']) expect(all).toContain(part);
  const theme = await readFile(join(served.folder, 'theme.js'));
  // The words of one language as well: of the page, and of models of one's own.
  for (const language of ['En', 'Zh']) {
    const words = (await readdir(assets)).filter((name) =>
      new RegExp(`^all${language}-[\\w-]{8}\\.js$`).test(name),
    );
    expect(words).toHaveLength(1);
    const spoken = await withImports(assets, [...page, ...trainer, ...words]);
    expect(zipped([...spoken.values(), theme]), language).toBeLessThanOrEqual(250_000);
  }
});

test('theme and language are chosen before the first paint', async () => {
  const html = await readFile(join(served.folder, 'index.html'), 'utf8');
  // Neither deferred nor a module: the browser waits for it before it lays out what follows.
  expect(html.indexOf('<script src="./theme.js"></script>')).toBeGreaterThan(0);
  expect(html.indexOf('theme.js')).toBeLessThan(html.indexOf('type="module"'));
  expect(html.indexOf('theme.js')).toBeLessThan(html.indexOf('<body>'));
  const script = await readFile(join(served.folder, 'theme.js'), 'utf8');
  const chosen = (stored: Record<string, string>, language: string) => {
    const documentElement = { dataset: {} as Record<string, string>, lang: 'en' };
    runInNewContext(script, {
      document: { documentElement },
      localStorage: { getItem: (key: string) => stored[key] ?? null },
      navigator: { language },
    });
    return [documentElement.dataset.theme, documentElement.lang];
  };
  expect(chosen({}, 'en-GB')).toEqual([undefined, 'en']);
  expect(chosen({}, 'zh-TW')).toEqual([undefined, 'zh-CN']);
  expect(chosen({ 'nudge:theme': 'dark', 'nudge:language': 'en' }, 'zh-CN')).toEqual(['dark', 'en']);
  expect(chosen({ 'nudge:theme': 'nonsense' }, 'de')).toEqual([undefined, 'en']);
});

test('a first visit asks for at most 20 files besides the model until its first answers are written', async () => {
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const before = served.asked.length;
  await page.goto(`${served.url}#model=blurbs-tiny&tokens=16`);
  await page.locator('[data-ranking][aria-busy=false]').waitFor({ timeout: 240_000 });
  const asked = served.asked.slice(before).filter((path) => !path.includes('/models/'));
  await browser.close();
  // Page and trainer are among them.
  expect(asked.filter((path) => /\/(?:index|trainer\.worker)-[\w-]+\.js$/.test(path))).toHaveLength(2);
  expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(20);
});
