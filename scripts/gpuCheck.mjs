/**
 * `npm run gpu-check -- --out FOLDER`: makes the bundle that runs on bare machines (scripts/checkBundle.mjs) and runs
 * that very bundle here. `--bundle FOLDER` only makes it. `--help` lists the options.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ensureInstalled, ensurePeers, ROOT } from './install.mjs';

/**
 * What is for this program, and what is for the bundle's.
 * @param {readonly string[]} args
 */
export function parseBundleOptions(args) {
  /** @type {{ bundle: string | null, lean: boolean, alone: boolean, libraries: string[], wheels: string | null, rest: string[] }} */
  const options = { bundle: null, lean: false, alone: false, libraries: [], wheels: null, rest: [] };
  for (let i = 0; i < args.length; i++) {
    const value = () => {
      const next = args[++i];
      if (next === undefined || next.startsWith('--')) throw new Error(`${args[i - 1]} takes a value.`);
      return next;
    };
    if (args[i] === '--bundle') options.bundle = value();
    else if (args[i] === '--library') options.libraries.push(value());
    else if (args[i] === '--wheels') options.wheels = value();
    else if (args[i] === '--lean') options.lean = true;
    else if (args[i] === '--alone') options.alone = true;
    else options.rest.push(args[i]);
  }
  return options;
}

async function main() {
  const { bundle, lean, alone, libraries, wheels, rest } = parseBundleOptions(process.argv.slice(2));
  ensureInstalled();
  if (!alone) ensurePeers();
  const { makeCheckBundle } = await import('./checkBundle.mjs');
  const folder = bundle ? resolve(bundle) : join(ROOT, '.cache', 'gpu-check');
  // Run from within the checkout, it finds models and fixtures there.
  await makeCheckBundle(folder, {
    lean: lean || bundle === null,
    packed: bundle !== null,
    peers: !alone,
    libraries,
    wheels,
  });
  if (bundle) return 0;
  const program = join(folder, 'gpu-check.mjs');
  return spawnSync(process.execPath, [program, ...rest], { stdio: 'inherit' }).status ?? 1;
}

// Imported by its test, run by npm.
if (process.argv[1] && import.meta.filename === process.argv[1]) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
