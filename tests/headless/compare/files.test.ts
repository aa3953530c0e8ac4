/** The folder of a contest: what has ended is found again, and nothing that was made otherwise. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run } from '../../../src/contest/result.ts';
import { ContestFolder } from '../../../src/headless/compare/files.ts';
import { OptionsError } from '../../../src/headless/optionsError.ts';

let path: string;
beforeAll(() => {
  path = mkdtempSync(join(tmpdir(), 'nudge-contest-'));
});
afterAll(() => rmSync(path, { recursive: true, force: true }));

const RUN: Run = {
  method: 'a',
  seed: 1,
  learningRate: null,
  looks: [{ iteration: 1, utility: 1, score: NaN, kl: 1, distinct4: 0.5, length: 3, ended: 1 }],
  broken: { iteration: 2, why: 'Not finite.' },
  used: { answers: 1, tokens: 2, updates: 3, learned: 4, seconds: 5 },
};

it('gives back a run as it was, numbers that are none too, and refuses one of other conditions', async () => {
  const folder = new ContestFolder(join(path, 'one'));
  await folder.make();
  const conditions = { labeler: 'warmer', rankings: 8 };
  expect(await folder.run('a-seed1', conditions)).toBeNull();
  await folder.keep('a-seed1', conditions, RUN);
  expect(await folder.run('a-seed1', conditions)).toEqual(RUN);
  await expect(folder.run('a-seed1', { ...conditions, rankings: 9 })).rejects.toThrow(
    /another rankings \(8, now 9\).*Nothing was changed/,
  );
  await expect(folder.run('a-seed1', { ...conditions, model: 'x' })).rejects.toThrow(OptionsError);
});

it('leaves a damaged file as it is, and says what to do', async () => {
  const folder = new ContestFolder(join(path, 'two'));
  await folder.make();
  const file = join(path, 'two', 'runs', 'a.json');
  writeFileSync(file, '{"format":"nudge-contest-run"');
  await expect(folder.run('a', {})).rejects.toThrow(/damaged.*--out/);
  expect(readFileSync(file, 'utf8')).toBe('{"format":"nudge-contest-run"');
  writeFileSync(join(path, 'file'), '');
  await expect(new ContestFolder(join(path, 'file')).make()).rejects.toThrow(/cannot be written/);
});
