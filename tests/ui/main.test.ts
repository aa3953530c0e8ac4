/** The page's entry and the workers' wait for nothing while they are read: a part that imports from them would wait for them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');
const entries = [
  'ui/main.tsx',
  ...readdirSync(join(SRC, 'workers'))
    .filter((name) => name.endsWith('.worker.ts'))
    .map((name) => `workers/${name}`),
];
/** As the formatter leaves it: what stands at the first column is in no function. */
const AT_TOP = /^(?:await|for await|(?:export )?(?:const|let) .*=\s*await|if \(await)\b/m;

it.each(entries)('%s has no await outside functions', (path) => {
  expect(readFileSync(join(SRC, path), 'utf8')).not.toMatch(AT_TOP);
});

it('an await at the top would be seen', () => {
  for (const text of ['await begin();', 'const app = await createApp({', 'export const a = await b;'])
    expect(`import x from 'x';\n${text}\n`).toMatch(AT_TOP);
  expect('async function begin() {\n  await one();\n}\n').not.toMatch(AT_TOP);
});
