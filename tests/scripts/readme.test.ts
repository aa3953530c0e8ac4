/** The README is the architecture document, so it may not name what is not there, nor leave a layer out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Paths of the annotated tree, from its indentation of two spaces a level. */
function treePaths(): string[] {
  const block = README.split('```').find((part) => /^src\/$/m.test(part));
  if (!block) throw new Error('README.md has no annotated tree.');
  const parents: string[] = [];
  return block
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, indent, name] = /^( *)(\S+)/.exec(line)!;
      parents.length = indent.length / 2;
      parents.push(name);
      return parents.join('');
    });
}

/** Paths in backticks in "Where to work". */
function mapPaths(): string[] {
  const section = README.split('\n## ').find((part) => part.startsWith('Where to work'))!;
  const table = section.split('\n').filter((line) => line.startsWith('|'));
  return [...table.join('\n').matchAll(/`([^`]+)`/g)].map((match) => match[1]);
}

describe('README', () => {
  it.each(treePaths())('tree: %s exists', (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  it.each(mapPaths())('where to work: %s exists', (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  it('shows every folder of src', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(treePaths()).toEqual(expect.arrayContaining(folders.map((entry) => `src/${entry.name}/`)));
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...README.matchAll(/npm (?:run )?([a-z:-]+)/g)].map((match) => match[1]);
    for (const name of named.filter((word) => word !== 'runs')) expect(Object.keys(scripts)).toContain(name);
  });
});
