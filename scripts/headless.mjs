/**
 * `npm run headless -- OPTIONS`: the engine and the learning code of the page, in Node on Dawn.
 * Options are read by src/headless/options.ts; `--help` lists them.
 */
import { commandOnDawn } from './dawn.mjs';

await commandOnDawn('src/headless/main.ts');
