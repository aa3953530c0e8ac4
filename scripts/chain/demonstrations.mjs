/** `node scripts/chain/demonstrations.mjs FOLDER [COUNT] [SEED]`: writes what train.py learns from. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../dawn.mjs';

const [to = 'chain.local', count = '120000', seed = '1'] = process.argv.slice(2);
const folder = await bundle('scripts/chain/demonstrations.ts');
try {
  const { main } = await import(pathToFileURL(join(folder, 'demonstrations.mjs')).href);
  process.exitCode = await main([to, count, seed]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
