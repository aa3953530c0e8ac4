import { expect, test } from 'vitest';
import { factsOf } from '../../../src/ui/text/promptFacts.ts';

test('takes the name apart from the other facts', () => {
  expect(factsOf('name: The Eagle, type: pub, near: Crowne Plaza, Cambridge\n')).toEqual({
    name: 'The Eagle',
    facts: [
      ['type', 'pub'],
      ['near', 'Crowne Plaza, Cambridge'],
    ],
  });
});

test('shows what it cannot read as it is', () => {
  expect(factsOf('something else')).toEqual({ name: 'something else', facts: [] });
  const question = 'Question: which, of these: a or b?';
  expect(factsOf(question)).toEqual({ name: question, facts: [] });
});
