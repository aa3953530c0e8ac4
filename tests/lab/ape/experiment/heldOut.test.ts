/** What lies beside the embedded model, as its scripts wrote it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INSTRUCT_MODEL, readHeldOut, TASKS_FILE } from '../../../../src/lab/ape/experiment/heldOut.ts';
import { enApe } from '../../../../src/lab/ape/panel/enApe.ts';
import { zhApe } from '../../../../src/lab/ape/panel/zhApe.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../public/models', INSTRUCT_MODEL);
const TEXT = readFileSync(join(FOLDER, TASKS_FILE), 'utf8');
const FILE = JSON.parse(TEXT) as {
  trained: string[];
  examples: { name: string; pairs: [string, string][] }[];
};

describe('the tasks that were held out', () => {
  const tasks = readHeldOut(TEXT);

  it('are ten, none of them trained', () => {
    expect(tasks).toHaveLength(10);
    for (const { name } of tasks) expect(FILE.trained).not.toContain(name);
  });

  it.each(tasks.map((task) => [task.name, task] as const))(
    '%s: fresh pairs are fresh, right wordings are right, and others are not',
    (_, { pairs, fresh, wordings, right }) => {
      const inputs = [...pairs, ...fresh].map(({ input }) => input);
      expect(new Set(inputs).size).toBe(inputs.length);
      expect(pairs.length).toBeGreaterThanOrEqual(36);
      for (const wording of wordings) expect(wording).toMatch(right);
      for (const other of tasks.filter((task) => task.right.source !== right.source))
        for (const wording of other.wordings) expect(wording).not.toMatch(right);
      expect('Write a letter of the word.').not.toMatch(right);
    },
  );
});

it('the model is five megabytes at most, with all that lies beside it', () => {
  const bytes = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
  expect(bytes).toBeLessThan(5e6);
});

it('examples on the page are tasks of the file, and have names in both languages', () => {
  const names = FILE.examples.map(({ name }) => name);
  expect(Object.keys(enApe.examples)).toEqual(names);
  expect(Object.keys(zhApe.examples)).toEqual(names);
  for (const { pairs } of FILE.examples) expect(pairs.length).toBeGreaterThanOrEqual(20);
});
