/**
 * `node scripts/blurbs/run.mjs prepare ARGS...`: runs a TypeScript module of this folder through Vite,
 * which the project has anyway, by calling the `main(args)` that it exports.
 *
 * Knows: how to load a module. Must not know: what it does.
 */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [name, ...args] = process.argv.slice(2);
const { module } = await runnerImport(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), {
  configFile: false,
});
await module.main(args);
