/**
 * `node bench/leash.mjs --held FOLDER,… --cut FOLDER,… [--record docs/lab/leash.json]`: what is a KL penalty worth? Out of folders of
 * npm run compare with one and without, a pair a taste. See docs/leash.md.
 */
import { commandOnDawn } from '../scripts/dawn.mjs';

await commandOnDawn('bench/leash/main.ts');
