/** The embedded model of another task as it lies in public/models, and prompts that are typed for any of them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { endTokens } from '../../src/model/config.ts';
import { promptIds } from '../../src/model/prompts/promptIds.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';

const ROOT = resolve(import.meta.dirname, '../../public/models');
const opened = (name: string, prompts: readonly string[] = []) =>
  openModelSource(diskFiles(ROOT, name), { embedded: true, prompts });

it('excuses-tiny is of the size of blurbs-tiny, with prompts of its own, and says whose it is', async () => {
  const [excuses, blurbs] = await Promise.all([opened('excuses-tiny'), opened('blurbs-tiny')]);
  expect(excuses.config).toEqual(blurbs.config);
  expect(excuses.parameters).toBe(blurbs.parameters);
  expect(excuses.weightBytes).toBeLessThan(2_000_000);
  const { train, heldOut } = excuses.prompts;
  expect(train.length).toBeGreaterThan(100);
  expect(heldOut.length).toBeGreaterThan(50);
  expect(new Set([...train, ...heldOut]).size).toBe(train.length + heldOut.length);
  for (const prompt of [...train, ...heldOut]) expect(prompt).toMatch(/^Late for .+\. Blame .+\.\n$/);
  const longest = Math.max(...excuses.tokens.values());
  expect(longest).toBeLessThan(excuses.config.positions - 60);
  const card = readFileSync(resolve(ROOT, 'excuses-tiny/README.md'), 'utf8');
  expect(card).toContain('license: mit');
  expect(card).toMatch(/Held-out loss at the end: \*\*\d/);
});

it('stories260k is the published model with its start token, ends where llama2.c ends, and says whose it is', async () => {
  const source = await openModelSource(diskFiles(ROOT, 'stories260k'));
  // </s>, which its files name and it never writes; and the start token, which stood between the stories it learned from.
  expect(endTokens(source.config)).toEqual([2, 1]);
  expect(source.prompts.train).toEqual(['Once upon a time']);
  expect(promptIds(source.tokenizer, 'Once upon a time', false)).toEqual([1, 403, 407, 261, 378]);
  const published = resolve(import.meta.dirname, '../fixtures/stories260k/model.safetensors');
  expect(readFileSync(resolve(ROOT, 'stories260k/model.safetensors')).equals(readFileSync(published))).toBe(
    true,
  );
  const card = readFileSync(resolve(ROOT, 'stories260k/README.md'), 'utf8');
  expect(card).toContain('license: mit');
  expect(card).toContain('karpathy/tinyllamas');
});

it.each(['blurbs-tiny', 'excuses-tiny'])(
  '%s is given prompts that somebody typed, ended as it was trained',
  async (name) => {
    const source = await opened(name, ['Late for tea. Blame a fox.', 'two\nlines\n', '  ']);
    expect(source.prompts.train).toEqual(['Late for tea. Blame a fox.\n', 'two\nlines\n']);
    expect(source.chats.size).toBe(0);
    expect(source.tokens.get('two\nlines\n')).toBe(source.tokenizer.encode('two\nlines\n').length);
  },
);
