/** Files of people's own pairs: read, refused in words, or used with what is left out told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPairFiles } from '../../../src/headless/lab/pairFiles.ts';
import { OptionsError } from '../../../src/headless/options.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-pairs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LINES = ['cat -> c', 'dog -> d', 'sun -> s', 'map -> m', 'ink -> i'];

async function read(...texts: string[]) {
  const printed: string[] = [];
  const paths = texts.map((text, at) => {
    const path = join(folder, `${at}.txt`);
    writeFileSync(path, text);
    return path;
  });
  return { files: await readPairFiles(paths, (line) => printed.push(line)), printed };
}

it('reads a task a file, and tells what it leaves out', async () => {
  const { files, printed } = await read(LINES.join('\n'), [...LINES, 'no pair'].join('\n'));
  expect(files.map(({ name, pairs }) => [name, pairs.length])).toEqual([
    ['0.txt', 5],
    ['1.txt', 5],
  ]);
  expect(printed).toEqual([expect.stringMatching(/1\.txt: line 6 is no pair and is left out: "no pair"\.$/)]);
});

it.each([
  ['', /there are no pairs in it\. Write one a line: input -> output/],
  ['cat -> c\ndog -> d', /2 pairs are too few: 5 are needed/],
  [[...LINES, 'cat -> t'].join('\n'), /"cat" has outputs that contradict each other, "c" and "t": keep one/],
])('refuses %j in words', async (text, message) => {
  await expect(read(text)).rejects.toThrow(OptionsError);
  await expect(read(text)).rejects.toThrow(message);
});

it('names a file that is not there', async () => {
  const missing = join(folder, 'missing.csv');
  await expect(readPairFiles([missing], () => undefined)).rejects.toThrow(
    /--pairs: .*missing\.csv cannot be read/,
  );
});
