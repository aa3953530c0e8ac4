/**
 * `node bench/forms.mjs [--sizes 8,16,32,64] [--minutes 30] [--seeds 1,2,3,4,5] [--tastes a,b] [--agreement 0.7] --rows FILE [--record docs/lab/forms.json]`: is a
 * whole ranking worth more than the best of it, or a pair? And how many answers should be ranked at once? See docs/forms.md.
 */
import { startOnDawn } from '../scripts/dawn.mjs';
import { ensureInstalled } from '../scripts/install.mjs';

ensureInstalled();
const child = await startOnDawn('bench/forms/main.ts', process.argv.slice(2));
child.once('exit', (code) => (process.exitCode = code ?? 1));
