/** The recipes of docs/extending.md stand here as files that are compiled, linted and, in extending.gpu.test.ts, run. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { ALL_METHODS } from '../../src/rl/algorithms/all.ts';
import { allFields } from '../../src/rl/algorithms/settings.ts';
import { BEST_OF_N } from './extending/bestOfN.ts';
import { SLIC } from './extending/slic/declaration.ts';
import { REINFORCE } from './extending/reinforce/declaration.ts';

const page = readFileSync('docs/extending.md', 'utf8');
const HERE = 'tests/docs/extending';

/** Where what stands here has its place in the house, and how the page writes it. */
const FILES = [
  ['src/gpu/shaders/reinforce/reinforce.wgsl', 'reinforce/reinforce.wgsl'],
  ['src/rl/algorithms/reinforce/declaration.ts', 'reinforce/declaration.ts'],
  ['src/rl/algorithms/reinforce/reinforce.ts', 'reinforce/reinforce.ts'],
  ['src/gpu/shaders/slic/slic.wgsl', 'slic/slic.wgsl'],
  ['src/rl/algorithms/slic/declaration.ts', 'slic/declaration.ts'],
  ['src/rl/algorithms/slic/slic.ts', 'slic/slic.ts'],
  ['src/gpu/shaders/listwise/hinge.wgsl', 'hinge/hinge.wgsl'],
  ['src/rl/rewards/losses/hinge.ts', 'hinge/hinge.ts'],
  ['src/rl/rewards/losses/hinge.twin.ts', 'hinge/hinge.twin.ts'],
  ['src/gpu/shaders/optimizer/gradNormFinishFour.wgsl', 'gradNorm/gradNormFinishFour.wgsl'],
] as const;

/** As its place in the house has it: what is imported from elsewhere is where it is from there. */
function moved(place: string, file: string): string {
  const text = readFileSync(`${HERE}/${file}`, 'utf8');
  return text.replaceAll(/ from '(\.[^']+)'/g, (_, specifier: string) => {
    const [path, query = ''] = specifier.split(/(?=\?)/);
    const target = posix.join(HERE, posix.dirname(file), path);
    const own = FILES.find(([, name]) => `${HERE}/${name}` === target);
    const from = posix.relative(posix.dirname(place), own ? own[0] : target);
    return ` from '${from.startsWith('.') ? from : `./${from}`}${query}'`;
  });
}

test.each(FILES)('%s stands on the page as it is tested', (place, file) => {
  const language = file.split('.').at(-1)!;
  expect(page).toContain(`\`${place}\`\n\n\`\`\`${language}\n${moved(place, file)}\`\`\`\n`);
});

test.each([
  ['A metric', 'bestOfN.ts', 2],
  ['A kernel variant', 'gradNorm/variant.ts', 1],
])('what "%s" puts into a file is compiled', (section, file, count) => {
  const [text] = page.split(`\n## ${section}\n`)[1].split('\n## ');
  const pieces = [...text.matchAll(/```ts\n( .*?)```/gs)].map(([, piece]) => piece);
  expect(pieces).toHaveLength(count);
  const compiled = readFileSync(`${HERE}/${file}`, 'utf8');
  for (const piece of pieces) expect(compiled).toContain(piece);
});

test('the rows that its metrics have in docs/metrics.md stand on the page', () => {
  const longest = { 'nudge/longest': BEST_OF_N.metrics['nudge/longest'] };
  for (const metrics of [REINFORCE.metrics, SLIC.metrics, longest])
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
  const fields = allFields([...ALL_METHODS, REINFORCE, SLIC]);
  const keys = Object.values(fields).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(Object.keys(fields)).toEqual(expect.arrayContaining(['baselineShare', 'slicBeta']));
});
