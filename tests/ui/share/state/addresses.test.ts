import { expect, it } from 'vitest';
import { embedAddress, embedElement, pageAddress } from '../../../../src/ui/share/state/addresses.ts';

const look = { panel: 'kl', language: 'zh', theme: 'dark' };

it('a panel’s address leads back to the whole page, below any path', () => {
  const page = 'https://example.org/a/b/?x=1#lr=2e-4';
  const embed = embedAddress(page, '#at=3&run=abc', look);
  expect(embed).toBe('https://example.org/a/b/?x=1&embed=1&panel=kl&lang=zh&theme=dark#at=3&run=abc');
  expect(pageAddress(embed, '#at=3&run=abc')).toBe('https://example.org/a/b/?x=1#at=3&run=abc');
  expect(embedAddress(embed, '#at=3', { ...look, theme: 'system' })).not.toContain('theme');
});

it('the element is sound HTML, whatever a run is called', () => {
  const element = embedElement('https://example.org/?a=1&b=2', 'A "run" <b>: KL');
  expect(element).toContain('src="https://example.org/?a=1&amp;b=2"');
  expect(element).toContain('title="A &quot;run&quot; &lt;b>: KL"');
});
