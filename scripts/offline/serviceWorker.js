/**
 * The built page's service worker: keeps every file of the build in this browser, so that the page works without a network, and
 * answers from there, so that after the first load nothing leaves it. Knows the build's version and files, which plugin.mjs
 * writes in; knows nothing of the page. Addresses are relative to where it lies: it works below any path.
 *
 * A new version is fetched beside the old one and waits. It takes over when every page of the old one is closed: none loses the files that it still asks for.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const VERSION = '__VERSION__';
/** @type {readonly string[]} */
const FILES = JSON.parse('__FILES__');

// Caches are the origin's, and another copy of the page may lie below another path of it.
const MINE = `nudge ${worker.registration.scope} `;
const NAME = MINE + VERSION;

/** @param {string} file */
const addressOf = (file) => new URL(file, worker.registration.scope).href;
const ADDRESSES = new Set(FILES.map(addressOf));

/** @param {string} address */
const folderOf = (address) => address.slice(0, address.lastIndexOf('/') + 1);
/** Folders of models that came with the page: what is not among their files is not there, and nobody need be asked. */
const MODELS = new Set(
  FILES.filter((file) => /^models\/[^/]+\//.test(file)).map((file) => folderOf(addressOf(file))),
);

/** What an answer is kept under: the page is the same whatever stands behind `?`, and with its file's name. @param {string} url */
function keptAs(url) {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  return address === addressOf('index.html') ? addressOf('./') : address;
}

/** One after the other: the page trains meanwhile. What was kept before an interruption is not fetched again. */
async function keepAll() {
  const cache = await caches.open(NAME);
  for (const address of ADDRESSES) {
    if (await cache.match(address)) continue;
    // A name with a hash in it is the same file in every version.
    const same = /\/assets\//.test(address) ? await caches.match(address) : undefined;
    const response = same ?? (await fetch(address, { cache: 'no-cache' }));
    if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
    await cache.put(address, await told(response));
  }
}

/**
 * The same file with its length, which is no longer to be had of an answer that came compressed: what reads weights asks for it.
 * @param {Response} response
 */
async function told(response) {
  const body = await response.arrayBuffer();
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'transfer-encoding']) headers.delete(name);
  headers.set('content-length', String(body.byteLength));
  return new Response(body, { headers });
}

/** Earlier versions of this copy of the page go. */
async function begin() {
  const names = (await caches.keys()).filter((name) => name.startsWith(MINE) && name !== NAME);
  await Promise.all(names.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {Request} request @param {string} address */
async function answer(request, address) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(address);
  if (!kept) return fetch(request);
  return request.method === 'HEAD' ? new Response(null, { headers: kept.headers }) : kept;
}

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(begin()));
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  // How long a file is, and whether there is one, is asked for without the file.
  if (method !== 'GET' && method !== 'HEAD') return;
  const address = keptAs(url);
  if (ADDRESSES.has(address)) event.respondWith(answer(event.request, address));
  else if (MODELS.has(folderOf(address))) event.respondWith(new Response(null, { status: 404 }));
});
