/** Where copy goes wrong is told step by step, of the step that loses it. */
import { expect, it } from 'vitest';
import { DOMAINS } from '../../../../src/lab/chain/domain/demonstrations.ts';
import { PROMPTINGS, type Role } from '../../../../src/lab/chain/domain/prompts.ts';
import { isSound, soundShares } from '../../../../src/lab/chain/raters/soundness.ts';
import type { Trace } from '../../../../src/lab/chain/trace.ts';

const { venues } = DOMAINS;
const ITEM = {
  name: 'Blue Fox',
  facts: { food: 'Italian', price: 'low', area: 'suburb', family: 'yes', rating: 'average' },
};
const BRIEF = { item: ITEM, reader: 'families' };
const sound = (role: Role, text: string) => isSound(venues, BRIEF, role, text);

it('knows a sound topic, keywords, template and line', () => {
  expect(sound('topic', 'price')).toBe(true);
  // Of no concern to families, and no topic at all.
  expect(sound('topic', 'food')).toBe(false);
  expect(sound('topic', 'constructor')).toBe(false);
  expect(sound('keywords', 'small prices, room to park')).toBe(true);
  expect(sound('keywords', 'small prices, a view of the water')).toBe(false);
  expect(sound('keywords', 'small prices, small prices')).toBe(false);
  expect(sound('template', '[name] offers [1] and [2].')).toBe(true);
  expect(sound('template', '[name] offers [1] and [1].')).toBe(false);
  expect(sound('rewrite', 'Blue Fox offers small prices and room to park.')).toBe(true);
  expect(sound('rewrite', 'Red Fox offers small prices and room to park.')).toBe(false);
  expect(sound('copy', 'Blue Fox offers very small prices and room to park.')).toBe(false);
});

/** A trace whose steps of these roles wrote these texts. */
const traceOf = (texts: Partial<Record<Role, string>>): Trace => ({
  id: 't',
  inputs: {},
  steps: Object.entries(texts).map(([role, text]) => ({
    step: {
      kind: 'write',
      name: PROMPTINGS.venues[role as Role].name,
      prompt: 'x',
      candidates: 1,
      temperature: 1,
    },
    prompt: 'x',
    templated: false,
    read: null,
    candidates: text === '' ? [] : [{ text, times: 1, score: 0 }],
    tiers: null,
    by: null,
  })),
});

it('counts copies step by step; one that ended before counts as lost', () => {
  const whole = traceOf({ topic: 'price', keywords: 'small prices, room to park' });
  const lost = traceOf({ topic: 'price', keywords: 'small prices, a hot wok' });
  const ended = traceOf({ topic: '' });
  expect(soundShares(venues, [BRIEF, BRIEF, BRIEF], [whole, lost, ended])).toEqual({
    topic: 2 / 3,
    keywords: 1 / 3,
  });
  expect(soundShares(venues, [], [])).toEqual({});
});
