/** `npm run drill -- OPTIONS`: kills at random moments, and counts what is lost. See scripts/drill/main.ts, `--help`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './dawn.mjs';
import { ensureInstalled } from './install.mjs';

try {
  ensureInstalled();
  const folder = await bundle('scripts/drill/main.ts');
  const { main } = await import(pathToFileURL(join(folder, 'main.mjs')).href);
  process.exitCode = await main(process.argv.slice(2));
  rmSync(folder, { recursive: true, force: true });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
