/** Rankings out of a file on the disk: the page's own, those of other tools, and what is none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OptionsError } from '../../src/headless/optionsError.ts';
import { rankingsIn } from '../../src/headless/rankingsFile.ts';
import { exportRankings } from '../../src/preferences/files.ts';
import { rankingsBy } from '../rl/tinyRun.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-rankings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'rankings.jsonl');
  writeFileSync(path, text);
  return path;
}

const RANKINGS = rankingsBy('a', 5);

it('reads what the page exports, whole', async () => {
  expect(await rankingsIn(file(exportRankings(RANKINGS)))).toMatchObject({ events: RANKINGS, left: null });
});

it('reads pairs of other tools, the same ones each time', async () => {
  const pair = (chosen: string) => JSON.stringify({ prompt: 'ab', chosen, rejected: 'no' });
  const path = file(`${pair('yes')}\n${pair('well')}\n`);
  const first = await rankingsIn(path);
  expect(first.events).toHaveLength(2);
  expect(await rankingsIn(path)).toEqual(first);
});

it('keeps what can be read of a torn file, and says what cannot', async () => {
  const text = exportRankings(RANKINGS);
  const { events, left } = await rankingsIn(file(text.slice(0, -40)));
  expect(events).toEqual(RANKINGS.slice(0, -1));
  expect(left).toMatch(/rankings\.jsonl: Line 5 cannot be read/);
});

it.each([
  ['is not there', null, /cannot be read.*ENOENT/],
  ['is empty', '', /has no ranking/],
  ['is of another kind', '{"a": 1}\n', /has no ranking.*It takes rankings\.jsonl/s],
])('refuses a file that %s, with what it takes', async (_, text, message) => {
  const path = text === null ? join(folder, 'none.jsonl') : file(text);
  await expect(rankingsIn(path)).rejects.toThrow(OptionsError);
  await expect(rankingsIn(path)).rejects.toThrow(message);
});
