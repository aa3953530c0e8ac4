import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isDeclaration, leanDeclaration } from '../../scripts/leanDeclarations.mjs';

test('sentences go, everything else stays', () => {
  const code = `{ unit: 'sd', definition:\n  'mean of a model\\'s r', format: 'percent' }, { default: 1, formula: 'c ÷ 2', key: 'c' }`;
  expect(leanDeclaration(code)).toBe(
    `{ unit: 'sd', definition: '', format: 'percent' }, { default: 1, formula: '', key: 'c' }`,
  );
});

test('of every declaration no sentence is left, and no other string is lost', async () => {
  const names = await readdir('src/rl', { recursive: true });
  const files = names.map((name) => `src/rl/${name}`).filter((path) => isDeclaration(`/${path}`));
  expect(files).toEqual(
    expect.arrayContaining(['src/rl/commonFields.ts', 'src/rl/algorithms/ppo/metrics.ts']),
  );
  let gone = 0;
  for (const file of files) {
    const code = await readFile(file, 'utf8');
    const lean = leanDeclaration(code);
    expect(lean.match(/\b(?:definition|formula):\s*'[^']/), file).toBeNull();
    expect(lean.replace(/\b(definition|formula): ''/g, ''), file).toBe(
      code.replace(/\b(definition|formula):\s*'(?:[^'\\\n]|\\.)*'/g, ''),
    );
    gone += code.length - lean.length;
  }
  expect(gone).toBeGreaterThan(4000);
});
