import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseOptions } from '../../scripts/interop/options.mjs';

it('takes an interpreter from the command line, else from the environment, else none', () => {
  expect(parseOptions([], {})).toEqual({ python: null });
  expect(parseOptions([], { NUDGE_PYTHON: '' })).toEqual({ python: null });
  expect(parseOptions([], { NUDGE_PYTHON: 'python3' })).toEqual({ python: 'python3' });
  expect(parseOptions(['--python', '/bin/py'], { NUDGE_PYTHON: 'python3' })).toEqual({ python: '/bin/py' });
});

it.each([[['--python']], [['--python', '']], [['x']], [['--python', 'a', 'b']]])('refuses %j', (args) => {
  expect(() => parseOptions(args, {})).toThrow('Usage: npm run test:interop');
});

it('pins every package to one version', () => {
  const lines = readFileSync('scripts/interop/requirements.txt', 'utf8').split('\n');
  const packages = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(packages.length).toBeGreaterThan(2);
  for (const line of packages) expect(line).toMatch(/^[a-z-]+==[\d.]+$/);
});
