import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Rows, type Fit } from '../../../bench/forms/rows.ts';

const FIT: Fit = {
  form: 'one pair',
  budget: '8 rankings',
  rankings: 8,
  taste: 'warmer',
  agreement: 0.6,
  seed: 1,
};

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'nudge-rows-'))));
afterEach(() => rm(folder, { recursive: true }));

test('rows come back, and one that was torn is done again', async () => {
  const file = join(folder, 'deep', 'rows.jsonl');
  const rows = await Rows.open(file);
  await rows.add({ ...FIT, pairs: [6], right: [4.5] });
  await appendFile(file, '{"form":"one pair","budget":"8 ran');
  const again = await Rows.open(file);
  expect(again.all).toEqual([{ ...FIT, pairs: [6], right: [4.5] }]);
  expect(again.find(FIT)).not.toBeNull();
  expect(again.find({ ...FIT, seed: 2 })).toBeNull();
});

test('a row that comes after a torn one is whole', async () => {
  const file = join(folder, 'rows.jsonl');
  await appendFile(file, '{"form":"one pair","budget":"8 ran');
  const rows = await Rows.open(file);
  await rows.add({ ...FIT, pairs: [1], right: [1] });
  expect((await Rows.open(file)).all).toHaveLength(1);
});
