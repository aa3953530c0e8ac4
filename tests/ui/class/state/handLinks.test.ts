import { expect, test } from 'vitest';
import {
  codeLinks,
  handLink,
  joined,
  MOST_CODES,
  partOf,
  QR_ROOM,
} from '../../../../src/ui/class/state/handLinks.ts';
import { mulberry } from '../../../../src/preferences/chance.ts';

const BASE = 'https://example.org/some/path/';
const random = mulberry(3);
/** Text that does not get shorter. */
const noise = (length: number) =>
  Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
const valueOf = (hash: string) => hash.replace('#handin=', '');
const partsOf = (hashes: readonly string[]) => hashes.flatMap((hash) => partOf(valueOf(hash)) ?? []);

test('a short text is one link and one code, and comes back', () => {
  const [code, ...others] = codeLinks('你好', BASE) ?? [];
  expect(others).toEqual([]);
  expect(code).toBe(handLink('你好'));
  expect(joined(partsOf([code]))).toEqual({ texts: ['你好'], waiting: [] });
});

test('a longer one is several codes that fit, in whatever order they come, and some of them are not all', () => {
  const text = noise(3000);
  const codes = codeLinks(text, BASE) ?? [];
  expect(codes.length).toBeGreaterThan(1);
  for (const code of codes) expect(BASE.length + code.length).toBeLessThanOrEqual(QR_ROOM);
  expect(joined(partsOf(codes.toReversed())).texts).toEqual([text]);
  expect(joined(partsOf(codes.slice(1)))).toEqual({
    texts: [],
    waiting: [{ have: codes.length - 1, of: codes.length }],
  });
  // Two people's codes do not mix.
  const others = codeLinks(noise(3000), BASE) ?? [];
  expect(joined(partsOf([...codes.slice(1), ...others])).texts).toHaveLength(1);
});

test('one that would take more codes than anybody shows has none', () => {
  expect(codeLinks(noise(QR_ROOM * (MOST_CODES + 2)), BASE)).toBeNull();
});

test.each(['', 'abc', '3.2.key.abc', '1.2.key.a b', '%%%'])('“%s” is no part of a link', (value) => {
  expect(partOf(value)).toBeNull();
});
