/**
 * `node runModule.mjs MODULE ARGS...`: calls the module's `main(args)` and exits with the code it returns.
 * Exiting is explicit because an open GPU keeps Node's event loop alive.
 */
import { pathToFileURL } from 'node:url';

const [file, ...args] = process.argv.slice(2);
try {
  const { main } = await import(pathToFileURL(file).href);
  process.exit(await main(args));
} catch (error) {
  console.error(error);
  process.exit(1);
}
