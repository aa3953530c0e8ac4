/**
 * `npm run zip`: builds the page and packs it into `nudge.zip`, to be unpacked below any path of any static server. Everything it
 * needs is in it, models included. Options after `--`: `--out FILE`.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { zipSync } from 'fflate';
import { ensureInstalled, ROOT } from './install.mjs';

/**
 * A folder as a zip with that folder in it. The same files give the same bytes.
 * @param {string} folder
 * @param {string} name of the folder in the zip
 * @returns {Uint8Array}
 */
export function zipFolder(folder, name) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
    if (statSync(join(folder, path)).isFile())
      files[`${name}/${path.replaceAll('\\', '/')}`] = new Uint8Array(readFileSync(join(folder, path)));
  // Zips begin in 1980.
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 2) });
}

async function main() {
  const [option, file] = process.argv.slice(2);
  if (option !== undefined && (option !== '--out' || file === undefined))
    throw new Error(`Unknown option ${option}. The only one is --out FILE.`);
  ensureInstalled();
  const { build } = await import('vite');
  await build({ root: ROOT, logLevel: 'warn' });
  const out = resolve(file ?? join(ROOT, 'nudge.zip'));
  const zip = zipFolder(join(ROOT, 'dist'), 'nudge');
  writeFileSync(out, zip);
  console.log(
    `${out}: ${(zip.length / 1e6).toFixed(1)} MB. Unpack it, then for example: python -m http.server`,
  );
}

// Imported by its test, run by npm.
if (process.argv[1] && import.meta.filename === process.argv[1]) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
