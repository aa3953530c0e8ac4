import { expect, it } from 'vitest';
import { needsTrial, trialTexts } from '../../../src/model/prompts/trial.ts';
import { allKinds } from '../tokenizing/kinds.ts';

const split = (Regex: string) => ({
  pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated' },
});
const LLAMA3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

it('is for patterns of a tokenizer’s own, and for many steps that each may make a text longer', () => {
  expect(needsTrial(split('(a+)+$'))).toBe(true);
  expect(needsTrial({ decoder: { type: 'Replace', pattern: { Regex: 'o+' }, content: '0' } })).toBe(true);
  const doubling = { type: 'Replace', pattern: { String: 'a' }, content: 'aa' };
  expect(
    needsTrial({ normalizer: { type: 'Sequence', normalizers: Array.from({ length: 30 }, () => doubling) } }),
  ).toBe(true);
  expect(needsTrial(split(LLAMA3))).toBe(false);
});

it('is not for those without', async () => {
  const tried = (await allKinds())
    .filter(({ tokenizer }) => needsTrial(tokenizer))
    .map(({ name }) => name)
    .sort();
  expect(tried.sort()).toEqual(['bpe-regex', 'strip-ends', 'unigram', 'unigram-bytes']);
});

it('takes what will be asked, and what is hard', () => {
  const texts = trialTexts(['one', [{ role: 'user', content: 'two' }]], {
    train: ['three'],
    heldOut: ['four'],
  });
  expect(texts.slice(0, 4)).toEqual(['one', 'two', 'three', 'four']);
  expect(texts).toContain(`${'a'.repeat(48)}!`);
});
