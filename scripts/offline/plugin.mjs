/**
 * Writes the service worker beside the built page, with the list of all its files and a version that changes with any of them.
 * Knows the build's folder; what the worker does with it is in serviceWorker.js.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'sw.js';
/** What computes classifiers, which come from a hub: without a network it is of no use, and it is as large as all the rest. */
const NEEDS_NETWORK = /^assets\/ort-.*\.wasm$/;

/**
 * The files of a built page that work without a network, by their paths in it, sorted, and a version of all their contents. The page itself is `./`, which
 * every server answers without sending the browser elsewhere.
 * @param {string} folder
 * @returns {{ files: string[], version: string }}
 */
export function builtFiles(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name !== NAME && !NEEDS_NETWORK.test(name) && statSync(join(folder, name)).isFile())
    .sort();
  const hash = createHash('sha256');
  for (const name of names) {
    const content = readFileSync(join(folder, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  const files = names.map((name) => (name === 'index.html' ? './' : name));
  return { files, version: hash.digest('hex').slice(0, 12) };
}

/**
 * @param {string} source of serviceWorker.js
 * @param {{ files: readonly string[], version: string }} built
 */
export function serviceWorker(source, { files, version }) {
  // A quote in a file's name would end the string that the list stands in.
  const list = JSON.stringify(files).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return source.replace('__VERSION__', version).replace('__FILES__', () => list);
}

/**
 * A plugin for Vite's builds: the development server's page changes as it is edited, and nothing of it is kept.
 * @returns {import('vite').Plugin}
 */
export function offline() {
  return {
    name: 'offline',
    apply: 'build',
    writeBundle({ dir }) {
      // Builds of other things than the page have no page in them.
      if (!dir || !readdirSync(dir).includes('index.html')) return;
      const source = readFileSync(join(import.meta.dirname, 'serviceWorker.js'), 'utf8');
      writeFileSync(join(dir, NAME), serviceWorker(source, builtFiles(dir)));
    },
  };
}
