/**
 * `npm run zip`: builds the page and packs it into `nudge.zip`, to be unpacked below any path of any static server. Everything it
 * needs is in it, models included. Options after `--`: `--out FILE`; `--built FOLDER` packs what was built before.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
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
  const { values } = parseArgs({ options: { out: { type: 'string' }, built: { type: 'string' } } });
  if (values.built === undefined) {
    ensureInstalled();
    const { build } = await import('vite');
    await build({ root: ROOT, logLevel: 'warn' });
  }
  const built = resolve(values.built ?? join(ROOT, 'dist'));
  if (!existsSync(join(built, 'index.html')))
    throw new Error(`There is no built page in ${built}. Nothing was written; npm run build makes one.`);
  const out = resolve(values.out ?? join(ROOT, 'nudge.zip'));
  const zip = zipFolder(built, 'nudge');
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
