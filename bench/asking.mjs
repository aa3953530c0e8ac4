/**
 * `node bench/asking.mjs [--seeds 1-10] [--out FILE] [--table FILE]`: how many rankings does it save to choose which answers are
 * put before a person? See docs/asking.md.
 */
import { commandOnDawn } from '../scripts/dawn.mjs';

await commandOnDawn('bench/asking/main.ts');
