/** Rules for the text of shaders that some browser's compiler needs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = 'src/gpu/shaders';
const NAMES = readdirSync(FOLDER, { encoding: 'utf8', recursive: true }).filter((name) =>
  name.endsWith('.wgsl'),
);

/** Names that `code` declares by `override`, or whose value follows from one. */
function overridden(code: string): ReadonlySet<string> {
  const names = new Set([...code.matchAll(/\boverride\s+(\w+)/g)].map(([, name]) => name));
  // A constant cannot follow from an override, but is written as if it did when one becomes the other.
  for (const [, name, value] of code.matchAll(/\bconst\s+(\w+)[^=;]*=([^;]*);/g)) {
    if (value.match(/\w+/g)?.some((word) => names.has(word))) names.add(name);
  }
  return names;
}

test.each(NAMES)('%s: arrays in workgroup memory are sized by constants, as Safari needs', (name) => {
  const code = readFileSync(join(FOLDER, name), 'utf8').replace(/\/\/.*$/gm, '');
  const names = overridden(code);
  for (const [declaration, size] of code.matchAll(/var<workgroup>[^;]*?array<[^;]*,([^;]*)>\s*;/g)) {
    for (const word of size.match(/[A-Za-z_]\w*/g) ?? []) expect(names, declaration).not.toContain(word);
  }
});

test('the rule would be noticed', () => {
  const code = readFileSync(join(FOLDER, 'matmul/matmulTiled.wgsl'), 'utf8');
  expect(code.match(/var<workgroup>[^;]*?array<[^;]*,([^;]*)>\s*;/g)).toHaveLength(2);
  expect(overridden(`override EDGE: u32;\n${code}`)).toContain('VECTORS');
});
