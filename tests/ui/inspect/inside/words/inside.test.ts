/** The panel speaks both languages, of the same things. */
import { expect, it } from 'vitest';
import { enInside } from '../../../../../src/ui/inspect/inside/words/enInside.ts';
import { zhInside } from '../../../../../src/ui/inspect/inside/words/zhInside.ts';

function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, (value as (...of: number[]) => string)(1, 2, 3)]];
  return Object.entries(value as object).flatMap(([key, part]) => strings(part, `${path}.${key}`));
}

/** Symbols are the same in both. */
const SYMBOLS = /^\.quantities\.(logp|logpRef|kl|delta)$/;

it('Chinese says in Chinese what English says in English', () => {
  const chinese = new Map(strings(zhInside));
  expect([...chinese.keys()]).toEqual(strings(enInside).map(([path]) => path));
  for (const [path, text] of chinese) if (!SYMBOLS.test(path)) expect(text, path).toMatch(/\p{Script=Han}/u);
});
