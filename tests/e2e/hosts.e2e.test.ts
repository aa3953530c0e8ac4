/** The built page on servers of other people: at any path, without any header, and under its own content policy. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTENT_POLICY } from '../../scripts/contentPolicy.mjs';
import { servePlainly, type PlainServer } from './plainServer.ts';
import { openBrowser, serveBuild, type Served } from './served.ts';

let served: Served;
let bare: PlainServer;
let browser: Browser;

beforeAll(async () => {
  served = await serveBuild();
  bare = await servePlainly(served.folder);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await bare.close();
  await served.close();
});

/** Opens the page and waits for answers; what failed or was stopped meanwhile is returned. */
async function visit(url: string): Promise<{ page: Page; errors: string[] }> {
  const errors: string[] = [];
  const page = await browser.newPage({ locale: 'en-GB' });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(url);
  const list = page.getByRole('list', { name: 'Answers to rank' });
  await expect.poll(() => list.getAttribute('aria-busy'), { timeout: 120_000 }).toBe('false');
  expect(await list.getByRole('group').count()).toBe(4);
  return { page, errors };
}

test('answers are written at the root of a server without headers, and nothing asked for is missing', async () => {
  const { page, errors } = await visit(bare.url);
  expect(errors).toEqual([]);
  expect(bare.missing).toEqual([]);

  const stopped = page.waitForEvent('console', (message) => message.text().includes('Content Security'));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "injected"';
    document.head.append(script);
  });
  await stopped;
  expect(await page.title()).toContain('Nudge');
  await page.close();
});

test.each([
  ['with the file’s name', 'index.html'],
  ['with settings', '#model=blurbs-tiny'],
  ['without the last slash', ''],
])('answers are written below a path, %s', async (_, end) => {
  const { page, errors } = await visit(end === '' ? served.url.slice(0, -1) : served.url + end);
  expect(errors).toEqual([]);
  expect(served.missing).toEqual([]);
  expect(served.violations).toEqual([]);
  await page.close();
});

test('what a policy stops is noticed, which the other tests rely on', async () => {
  const strict = await servePlainly(served.folder, { policy: "default-src 'self'; style-src 'none'" });
  const page = await browser.newPage();
  await page.goto(strict.url);
  await expect.poll(() => strict.violations.join()).toContain('style-src');
  await page.close();
  await strict.close();
});

test.each([
  [
    'plain http from another computer',
    ['--host-resolver-rules=MAP nudge.example 127.0.0.1'],
    'needs a secure address',
  ],
  ['no adapter', ['--no-sandbox', '--disable-gpu'], 'finds no GPU'],
])('with %s the page says so, says what to do, and plays the recorded run', async (_, args, title) => {
  const errors: string[] = [];
  const other = await openBrowser(['--no-sandbox', ...args]);
  const page = await other.newPage({ locale: 'en-GB' });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(args[0].includes('MAP') ? served.url.replace('localhost', 'nudge.example') : served.url);
  await page.getByRole('heading', { name: title }).waitFor();
  const steps = args[0].includes('MAP')
    ? `http://localhost:${new URL(served.url).port}/some/path/`
    : '--enable-unsafe-webgpu';
  await page.getByText(steps).first().waitFor();
  await page.getByRole('region', { name: 'Recorded run' }).waitFor();
  expect(errors).toEqual([]);
  await other.close();
});

test('the page names nothing at the root of a server and has no script of its own in the HTML', async () => {
  const html = await readFile(join(served.folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/(?:src|href)="\//);
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(' src="./');
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+="/);
});

test('the README says what a server’s policy must allow', async () => {
  const readme = (await readFile('README.md', 'utf8')).replace(/\s+/g, ' ');
  expect(readme).toContain(CONTENT_POLICY);
});
