import { expect, it } from 'vitest';
import { fitName, LONGEST_NAME, nameOf } from '../../../src/rl/runs/recordName.ts';

it('names are an adjective and a noun, the same for the same id, and rarely the same for two', () => {
  const names = Array.from({ length: 200 }, (_, at) => nameOf(`run-${at}`));
  for (const name of names) expect(name).toMatch(/^[a-z]{3,9}-[a-z]{3,9}$/);
  expect(nameOf('run-3')).toBe(names[3]);
  // Of 4,096 names 200 drawn by chance have five in common.
  expect(new Set(names).size).toBeGreaterThan(185);
});

it('a name that somebody gives is one line of bounded length', () => {
  expect(fitName('  the\n  long  one ')).toBe('the long one');
  expect(fitName(' \t')).toBe('');
  expect(fitName('x'.repeat(500))).toHaveLength(LONGEST_NAME);
});
