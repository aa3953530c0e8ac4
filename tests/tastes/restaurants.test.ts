import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { areRestaurants } from '../../src/tastes/restaurants.ts';

const MODELS = new URL('../../public/models/', import.meta.url);

it.each(['blurbs-tiny', 'blurbs-small'])('the prompts of %s are about restaurants', async (model) => {
  const file = await readFile(new URL(`${model}/prompts.json`, MODELS), 'utf8');
  const { train, heldout } = JSON.parse(file) as Record<string, readonly string[]>;
  expect(areRestaurants([...train, ...heldout])).toBe(true);
});

it.each<[boolean, readonly string[]]>([
  [true, ['name: The Eagle, food: Italian', 'area: riverside; name: Bob’s\n']],
  [true, ['Name: The Eagle, priceRange: cheap, near: the mill']],
  [false, []],
  [false, ['name: The Eagle, food: Italian', 'Once upon a time']],
  [false, ['name: Bob']],
  [false, ['name: Bob, near: me']],
  [false, ['name: Bob, type: cat']],
  [false, ['C:\\new\\table, name: Bob']],
  [false, ['<|user|>\nname: The Eagle, food: Italian<|assistant|>']],
])('%s of %j', (are, prompts) => {
  expect(areRestaurants(prompts)).toBe(are);
});
