/**
 * The house in numbers: files that one reads in a sitting, functions that fit on a screen, folders without circles, a tree in
 * the README that is true (that one is readme.test.ts).
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { circlesOf, foldersOf, houseFiles, quantile } from './houseFiles.ts';

const LONGEST_FILE = 350;
const LONGEST_FUNCTION = 80;

const files = houseFiles();
const lengths = files.map(({ lines }) => lines);
const functions = files.flatMap((file) => file.functions);

it('finds the files, their functions and what they import', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(functions.length).toBeGreaterThan(2000);
  const all = new Set(files.map(({ path }) => path));
  const modules = files.flatMap(({ imports }) => imports).filter((path) => /\.tsx?$/.test(path));
  expect(modules.length).toBeGreaterThan(1000);
  expect(modules.filter((path) => !all.has(path))).toEqual([]);
});

it('half of the files have at most 120 lines, nine in ten at most 250, none more than 350', () => {
  expect(quantile(lengths, 0.5)).toBeLessThanOrEqual(120);
  expect(quantile(lengths, 0.9)).toBeLessThanOrEqual(250);
  const long = files.filter(({ lines }) => lines > LONGEST_FILE);
  expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

it('no stylesheet, shader or script in Python has more than 350 lines', () => {
  const others = ['src', 'scripts', 'bench', 'tests'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:css|wgsl|py)$/.test(path))
      .map((path) => join(folder, path)),
  );
  expect(others.length).toBeGreaterThan(150);
  // As houseFiles.ts counts: without what stands behind the last line end.
  const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').length;
  expect(others.filter((path) => lines(path) > LONGEST_FILE)).toEqual([]);
});

it('no function has more than 80 lines', () => {
  const long = functions.filter(({ lines }) => lines > LONGEST_FUNCTION);
  expect(long.map(({ place, lines }) => `${place}: ${lines}`)).toEqual([]);
});

it('a method is named in its own folder, its kernels, cluster, dictionaries and the lists of methods only', () => {
  const own = /^src\/(?:rl\/algorithms|gpu\/kernels|gpu\/shaders)\/ppo\/|^src\/cluster\/|\/words\//;
  const lists = ['declarations', 'index', 'presets'].map((list) => `src/rl/algorithms/${list}.ts`);
  const naming = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path}`)
    .filter((path) => statSync(path).isFile())
    // Not happened, nor createAppOptions.
    .filter((path) => /(?<![a-z])ppo/i.test(`${path} ${readFileSync(path, 'utf8')}`));
  expect(naming.filter((path) => own.test(path)).length).toBeGreaterThan(10);
  expect(naming.filter((path) => !own.test(path)).toSorted()).toEqual(lists);
});

it('no folders import each other in a circle', () => {
  expect(circlesOf(files)).toEqual([]);
});

it('sees a circle of folders, also by way of a third', () => {
  const file = (path: string, ...imports: string[]) => ({ path, imports, lines: 1, functions: [] });
  const [a, b, c, d] = ['src/a/a.ts', 'src/b/b.ts', 'src/b/c/c.ts', 'src/d/d.ts'];
  expect(circlesOf([file(a, b), file(b, c), file(c, a), file(d, a)])).toEqual([
    ['src/a', 'src/b', 'src/b/c'],
  ]);
  expect(circlesOf([file(a, b, c), file(b, c), file(c), file(d, a)])).toEqual([]);
  const kernels = 'src/gpu/kernels/k.ts';
  expect(circlesOf([file('src/gpu/plan.ts', kernels), file(kernels, 'src/gpu/plan.ts')])).toEqual([]);
});

it('the README names every folder of src that is not deeper than the second level', () => {
  const tree = readFileSync(join(resolve(import.meta.dirname, '../..'), 'README.md'), 'utf8');
  const near = foldersOf(files).filter((folder) => folder.split('/').length <= 3);
  const unnamed = near.filter((folder) => !tree.includes(`${folder.split('/').at(-1)}/`));
  expect(unnamed).toEqual([]);
});
