import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CARD, cardTags } from '../../scripts/previewCard.mjs';

const contentOf = (address: string | undefined, name: string) =>
  cardTags(address).find(({ attrs }) => (attrs.property ?? attrs.name) === name)?.attrs.content;

it('the picture is beside the page, and absolute where the build is told where that is', () => {
  expect(contentOf(undefined, 'og:image')).toBe('./card.png');
  expect(contentOf(undefined, 'og:url')).toBeUndefined();
  expect(contentOf('https://example.org/nudge', 'og:image')).toBe('https://example.org/nudge/card.png');
  expect(contentOf('https://example.org/nudge/', 'og:url')).toBe('https://example.org/nudge/');
  expect(contentOf(undefined, 'twitter:card')).toBe('summary_large_image');
  expect(() => cardTags('javascript:alert(1)')).toThrow(/https/);
});

it('the picture is there, a PNG as large as the tags say', () => {
  const bytes = readFileSync(new URL(`../../public/${CARD.file}`, import.meta.url));
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([CARD.width, CARD.height]);
  expect(contentOf(undefined, 'og:image:width')).toBe(String(CARD.width));
});
