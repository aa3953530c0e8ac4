/**
 * `node bench/rewards.mjs [--texts NAME] [--seeds N] [--sizes 24,96,384] [--passes RATERS] [--out FILE]`: is a reward model better
 * than a bag of words? See docs/rewardFit.md.
 */
import { startOnDawn } from '../scripts/dawn.mjs';
import { ensureInstalled } from '../scripts/install.mjs';

ensureInstalled();
const child = await startOnDawn('bench/rewards/main.ts', process.argv.slice(2));
child.once('exit', (code) => (process.exitCode = code ?? 1));
