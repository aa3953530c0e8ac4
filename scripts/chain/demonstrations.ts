/**
 * Steps of the chain for train.py, a JSON line each; the first line has the texts whose words are whole in the vocabulary. Knows files
 * and options; what a step is, is the bench's own code, so that prompts are the same in training and on the page.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { demonstrations, grammar, type Demonstration } from '../../src/lab/chain/domain/demonstrations.ts';

/** Of names that training never sees: what it is watched by. */
const HELD_OUT = 600;

/** @param args the folder, how many demonstrations, the seed */
export async function main([folder, count, seed]: readonly string[]): Promise<number> {
  mkdirSync(folder, { recursive: true });
  await write(join(folder, 'train.jsonl'), demonstrations(Number(seed), false), Number(count));
  await write(join(folder, 'held.jsonl'), demonstrations(Number(seed), true), HELD_OUT);
  return 0;
}

async function write(file: string, drawn: Iterable<Demonstration>, count: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${JSON.stringify(grammar())}\n`);
  let left = count;
  for (const demonstration of drawn) {
    if (left-- <= 0) break;
    if (!out.write(`${JSON.stringify(demonstration)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
