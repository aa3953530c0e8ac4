/** The recipes of docs/extending.md stand here as files that are compiled, linted and, in extending.gpu.test.ts, run. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { METHODS } from '../../src/rl/algorithms/declarations.ts';
import { allFields } from '../../src/rl/algorithms/settings.ts';
import { DPO } from './extending/dpo/declaration.ts';
import { REINFORCE } from './extending/reinforce/declaration.ts';

const page = readFileSync('docs/extending.md', 'utf8');

/** As a file of the house has it: what is imported from elsewhere is where it is from there. */
function moved(text: string, method: string): string {
  return text
    .replaceAll('../../../../src/rl/', '../../')
    .replaceAll('../../../../src/', '../../../')
    .replaceAll(`./${method}.wgsl?raw`, `../../../gpu/shaders/${method}/${method}.wgsl?raw`);
}

test.each([
  ['src/gpu/shaders/reinforce/reinforce.wgsl', 'wgsl', 'reinforce/reinforce.wgsl'],
  ['src/rl/algorithms/reinforce/declaration.ts', 'ts', 'reinforce/declaration.ts'],
  ['src/rl/algorithms/reinforce/reinforce.ts', 'ts', 'reinforce/reinforce.ts'],
  ['src/gpu/shaders/dpo/dpo.wgsl', 'wgsl', 'dpo/dpo.wgsl'],
  ['src/rl/algorithms/dpo/declaration.ts', 'ts', 'dpo/declaration.ts'],
  ['src/rl/algorithms/dpo/dpo.ts', 'ts', 'dpo/dpo.ts'],
])('%s stands on the page as it is tested', (place, language, file) => {
  const text = moved(readFileSync(`tests/docs/extending/${file}`, 'utf8'), file.split('/')[0]);
  expect(page).toContain(`\`${place}\`\n\n\`\`\`${language}\n${text}\`\`\`\n`);
});

test('the rows that its metrics have in docs/metrics.md stand on the page', () => {
  for (const { metrics } of [REINFORCE, DPO])
    for (const [name, { unit, definition }] of Object.entries(metrics)) {
      const row = page
        .split('\n')
        .find((line) => line.includes(`| \`${name}\``) && line.includes(definition));
      expect(
        row
          ?.split('|')
          .map((cell) => cell.trim())
          .slice(1, 4),
        name,
      ).toEqual([`\`${name}\``, unit, definition]);
    }
});

test('their settings are told apart from all others in the address', () => {
  const fields = allFields([...METHODS, REINFORCE, DPO]);
  const keys = Object.values(fields).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(Object.keys(fields)).toEqual(expect.arrayContaining(['baselineShare', 'dpoBeta']));
});
