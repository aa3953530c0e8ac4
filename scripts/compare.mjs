/**
 * `npm run compare -- OPTIONS`: a contest between methods of training, in Node on Dawn.
 * Options are read by src/headless/compare/options.ts; `--help` lists them.
 */
import { commandOnDawn } from './dawn.mjs';

await commandOnDawn('src/headless/compare/main.ts');
