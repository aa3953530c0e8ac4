/** Chains changed by people: names follow, nothing else does. */
import { expect, it } from 'vitest';
import { DOMAINS } from '../../../src/lab/chain/domain/demonstrations.ts';
import { essayChain } from '../../../src/lab/chain/domain/prompts.ts';
import { added, changed, firstChange, moved, removed } from '../../../src/lab/chain/editing.ts';

const CHAIN = essayChain(DOMAINS.venues);
const names = (chain: typeof CHAIN) => chain.map(({ name }) => name);

it('moves, takes out and puts in', () => {
  expect(names(moved(CHAIN, 0, 2)).slice(0, 3)).toEqual(['keywords', 'template', 'topic']);
  expect(names(moved(CHAIN, 7, 0))[0]).toBe('readers');
  expect(names(removed(CHAIN, 1))).not.toContain('keywords');
  const more = added(added(CHAIN, 'write', 'step', 'x', []), 'judge', 'step', '{text}', ['yes', 'no']);
  expect(names(more).slice(-2)).toEqual(['step', 'step 2']);
  expect(more.at(-1)).toMatchObject({ of: ['step'], answers: ['yes', 'no'] });
  expect(firstChange(CHAIN, moved(CHAIN, 2, 3))).toBe(2);
  expect(firstChange(CHAIN, more)).toBe(8);
  expect(firstChange(CHAIN, [...CHAIN])).toBeNull();
});

it('a step that is called otherwise is called so in prompts and by judges', () => {
  const renamed = changed(CHAIN, 3, { ...CHAIN[3], name: 'draft' });
  expect(renamed[4]).toMatchObject({ of: ['draft'] });
  const keywords = changed(CHAIN, 0, { ...CHAIN[0], name: 'theme' })[1];
  expect(keywords.prompt).toContain('Topic: {theme}');
});
