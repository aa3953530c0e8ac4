/** A bag of tokens out of a file: only a whole one is one. */
import { expect, it } from 'vitest';
import { CheckpointError } from '../../../../src/files/errors.ts';
import { parseBag } from '../../../../src/rl/rewards/bag/bagFile.ts';

const BAG = {
  tokens: [4, 9],
  weights: [0.25, -1],
  length: { weight: 0.5, mean: 3, spread: 0.2 },
  mean: 0.1,
  std: 1.5,
};

it('is read as it was written', () => {
  expect(parseBag(JSON.parse(JSON.stringify(BAG)), 'bag.json')).toEqual(BAG);
});

it.each([
  ['no object', 7],
  ['a weight too few', { ...BAG, weights: [1] }],
  ['a token that is none', { ...BAG, tokens: [4, -1] }],
  ['no spread', { ...BAG, std: 0 }],
  ['no length', { ...BAG, length: undefined }],
  ['a number that is none', { ...BAG, mean: null }],
])('is refused with %s, and what to do is said', (_, json) => {
  expect(() => parseBag(json, 'bag.json')).toThrow(CheckpointError);
  expect(() => parseBag(json, 'bag.json')).toThrow(/take the model alone/);
});
