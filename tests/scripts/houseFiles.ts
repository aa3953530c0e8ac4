/** What tests/scripts/house.test.ts measures: the files of src, their functions and whom they import. Judges nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { parseAst } from 'vite';

const ROOT = resolve(import.meta.dirname, '../..');

export interface HouseFunction {
  /** `src/a.ts name`: of a file, and without a line, so that it stays the same when others change. */
  readonly name: string;
  /** `src/a.ts:12 name`. */
  readonly place: string;
  readonly lines: number;
}

export interface HouseFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  readonly functions: readonly HouseFunction[];
  /** Files of this repository that it imports, types and lazy imports included. */
  readonly imports: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

/** Every TypeScript file of `src`. */
export function houseFiles(): readonly HouseFile[] {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => measure(`src/${name.replaceAll('\\', '/')}`))
    .sort((a, b) => a.lines - b.lines);
}

function measure(path: string): HouseFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const functions: HouseFunction[] = [];
  const imports: string[] = [];
  visit(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node, (node) => {
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
      const [from, to] = [lineAt(node.start), lineAt(node.end)];
      const { name = '' } = (node.id ?? {}) as { name?: string };
      const place = `${path}:${from} ${name}`.trimEnd();
      functions.push({ name: `${path} ${name}`, place, lines: to - from + 1 });
    }
    const { source } = node as { source?: { value?: unknown } | null };
    const from = source?.value;
    if (typeof from === 'string' && from.startsWith('.'))
      imports.push(posix.join(posix.dirname(path), from.replace(/\?.*$/, '')));
  });
  return { path, lines: text.split('\n').length - 1, functions, imports };
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const member of Object.values(node)) {
    for (const child of Array.isArray(member) ? member : [member])
      if (typeof child === 'object' && child !== null && 'type' in child) visit(child as Node, look);
  }
}

/**
 * Groups of folders that import each other, directly or by way of others; `src/gpu` with all that is in it counts as one.
 * @returns sorted paths, a list a group
 */
export function circlesOf(files: readonly HouseFile[]): readonly (readonly string[])[] {
  const edges = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const from = folderOf(path);
    const to = edges.get(from) ?? new Set();
    edges.set(from, to);
    for (const target of imports.map(folderOf)) if (target !== from) to.add(target);
  }
  const reached = new Map([...edges.keys()].map((folder) => [folder, reachable(folder, edges)]));
  const groups = [...reached].map(([folder, far]) =>
    [...far].filter((other) => other === folder || reached.get(other)?.has(folder)).sort(),
  );
  const circles = groups.filter(
    (group, index) => group.length > 1 && [...reached.keys()][index] === group[0],
  );
  return circles;
}

function reachable(folder: string, edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set([folder]);
  for (const at of seen) for (const next of edges.get(at) ?? []) seen.add(next);
  return seen;
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder.startsWith('src/gpu/') ? 'src/gpu' : folder;
}

/** Value below which `share` of the sorted numbers lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Folders below `src` that hold TypeScript, without `src` itself. */
export function foldersOf(files: readonly HouseFile[]): readonly string[] {
  return [...new Set(files.map(({ path }) => dirname(path)))].filter((folder) => folder !== 'src').sort();
}
