/**
 * `node bench/tastes.mjs [FOLDER ...]`: what contests of several tastes (docs/contest/*, or other folders that npm run compare has
 * written) say one by one and together. See docs/contest.md.
 */
import { startOnDawn } from '../scripts/dawn.mjs';
import { ensureInstalled } from '../scripts/install.mjs';

ensureInstalled();
const child = await startOnDawn('bench/tastes/main.ts', process.argv.slice(2));
child.once('exit', (code) => (process.exitCode = code ?? 1));
