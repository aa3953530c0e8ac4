/** `node scripts/tools/dialogues.mjs FOLDER [COUNT] [SEED]`: writes the dialogues that train.py learns from. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../dawn.mjs';

const [to = 'tools.local', count = '80000', seed = '1'] = process.argv.slice(2);
const folder = await bundle('scripts/tools/dialogues.ts');
try {
  const { main } = await import(pathToFileURL(join(folder, 'dialogues.mjs')).href);
  process.exitCode = await main([to, count, seed]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
