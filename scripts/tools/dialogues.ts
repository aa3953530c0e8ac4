/**
 * Dialogues for train.py, a JSON line each; the first line has the texts whose words are whole in the vocabulary. Knows files and
 * options; what a dialogue is, is the bench's own code, so that tools are the same in training and on the page.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  demonstrations,
  grammar,
  heldOutDemonstrations,
  type Demonstration,
} from '../../src/lab/tools/questions/demonstrations.ts';

/** @param args the folder, how many dialogues, the seed */
export async function main([folder, count, seed]: readonly string[]): Promise<number> {
  mkdirSync(folder, { recursive: true });
  await write(join(folder, 'train.jsonl'), demonstrations(Number(seed)), Number(count));
  // What training is watched by: values, and wordings, that it never sees.
  for (const set of ['shown', 'asked', 'unseen'] as const)
    await write(join(folder, `${set}.jsonl`), heldOutDemonstrations(Number(seed), set), 17 * 12);
  return 0;
}

async function write(file: string, drawn: AsyncIterable<Demonstration>, count: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${JSON.stringify(grammar())}\n`);
  let left = count;
  for await (const demonstration of drawn) {
    if (left-- <= 0) break;
    if (!out.write(`${JSON.stringify(demonstration)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
