/**
 * `npm run lab -- BENCH OPTIONS`: an experiment of the lab, in Node on Dawn.
 * Options are read by src/headless/lab/options.ts; `--help` lists them.
 */
import { commandOnDawn } from './dawn.mjs';

await commandOnDawn('src/headless/lab/main.ts');
