import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leanShader } from '../../scripts/leanShaders.mjs';

test('comments and indentation go, code and marked lines stay', () => {
  const wgsl =
    '// What it does.\n\nfn f(x: f32) -> f32 {\n  // why\n  //@ sums: here\n  return x / 2; // half\n}\n';
  expect(leanShader(wgsl)).toBe('fn f(x: f32) -> f32 {\n//@ sums: here\nreturn x / 2;\n}\n');
});

test('no shader has a block comment, which would not be understood', async () => {
  const folder = 'src/gpu/shaders';
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.wgsl'));
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) expect(await readFile(join(folder, name), 'utf8'), name).not.toContain('/*');
});
