/**
 * The proof that a larger model fits: a random GPT-2 of 124 million parameters, saved by transformers in shards of
 * 50 MB, is fetched from a local server into headless Chromium's storage, streamed into the GPU, compared with
 * PyTorch's logits, and trained for one LoRA PPO iteration. Says what it took.
 */
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer as createFileServer } from 'node:http';
import { basename, join } from 'node:path';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../chromium.mjs';
import { ROOT } from '../../install.mjs';

/** Most bytes of JavaScript memory, and largest difference of two logits. */
const MOST_BYTES = 300e6;
const TOLERANCE = 1e-3;

/** Pages that are isolated from other origins may measure their memory. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves the files of one folder to any origin, whole or in ranges.
 * @param {string} folder
 */
async function serveFolder(folder) {
  const server = createFileServer((request, response) => {
    const file = join(folder, basename(new URL(request.url ?? '/', 'http://localhost').pathname));
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    response.setHeader('access-control-expose-headers', '*');
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    const { size, mtimeMs } = statSync(file);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const start = range ? Number(range[1]) : 0;
    const end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
    response.writeHead(range ? 206 : 200, {
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      etag: `"${size}-${mtimeMs}"`,
      ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
    });
    if (request.method === 'HEAD') return response.end();
    return createReadStream(file, { start, end }).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/**
 * The one tensor of a small safetensors file, float32.
 * @param {string} file
 */
function readExpected(file) {
  const bytes = readFileSync(file);
  const begin = 8 + Number(bytes.readBigUInt64LE(0));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + bytes.length));
}

const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/**
 * @param {string} folder as make.py leaves it
 * @param {string} scratch a folder for the browser's profile
 * @returns {Promise<number>} how many checks failed
 */
export async function proveLargeModel(folder, scratch) {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  let failures = 0;
  /** @type {(holds: boolean, text: string) => void} */
  const check = (holds, text) => {
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${text}`);
    if (!holds) failures++;
  };
  const files = await serveFolder(folder);
  const server = await createServer({
    root: ROOT,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, headers: ISOLATED, hmr: false, watch: null },
  });
  await server.listen();
  // A profile on disk: storage of a private window is memory, and small.
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const context = await chromium.launchPersistentContext(scratch, {
    executablePath: (await findChromium()) ?? undefined,
    args: [...CHROMIUM_ARGS, '--enable-blink-features=ForceEagerMeasureMemory'],
  });
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    page.on('console', (message) => message.type() === 'info' && console.log(`     ${message.text()}`));
    await page.goto(new URL('scripts/interop/large/', server.resolvedUrls?.local[0]).href);
    await page.waitForFunction('window.proof');
    const started = Date.now();
    const model = await page.evaluate((url) => window.proof.download(url), files.url);
    const seconds = (Date.now() - started) / 1000;
    check(
      model.complete && model.parameters === expected.parameters,
      `${expected.parameters} parameters in ${expected.shards} shards, ${megabytes(expected.bytes)}, stored in ${seconds.toFixed(0)} s`,
    );
    const { values, loadPeak } = await page.evaluate(
      ({ id, ids, positions }) => window.proof.logits(id, ids, positions),
      { id: model.id, ids: expected.ids, positions: expected.positions },
    );
    const reference = readExpected(join(folder, 'expected.safetensors'));
    const error = values.reduce((most, value, i) => Math.max(most, Math.abs(value - reference[i])), 0);
    check(
      values.length === reference.length && error <= TOLERANCE,
      `logits of PyTorch (${reference.length} of them, largest difference ${error.toExponential(1)})`,
    );
    const begun = Date.now();
    const run = await page.evaluate((id) => window.proof.iterate(id), model.id);
    const { row, peak } = run;
    const metrics = /** @type {Record<string, number>} */ (row?.values ?? {});
    check(
      row?.iteration === 1 && metrics['nudge/grad_norm'] > 0 && Object.values(metrics).every(Number.isFinite),
      `one LoRA PPO iteration on ${run.adapter} in ${((Date.now() - begun) / 1000).toFixed(0)} s: KL ${metrics['objective/kl']?.toFixed(4)}, first ratio ${metrics['nudge/first_ratio']?.toFixed(6)}`,
    );
    for (const [what, bytes] of Object.entries({ fetching: model.peak, loading: loadPeak, training: peak })) {
      check(bytes > 0 && bytes < MOST_BYTES, `JavaScript memory while ${what}: ${megabytes(bytes)} at most`);
    }
    return failures;
  } finally {
    await context.close();
    await server.close();
    files.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1]?.endsWith(join('large', 'run.mjs'))) {
  const [folder] = process.argv.slice(2);
  process.exitCode = Math.min(1, await proveLargeModel(folder, join(ROOT, '.cache', 'interop', 'profile')));
}
