import { describe, expect, it } from 'vitest';
import {
  factsOf,
  formatPrompt,
  parsePrompt,
  PromptError,
  type Facts,
} from '../../../src/tastes/blurbs/facts.ts';

const full: Facts = {
  name: 'The Eagle',
  type: 'pub',
  food: 'Italian',
  price: 'cheap',
  rating: 'high',
  area: 'riverside',
  family: 'yes',
  near: 'Burger King',
};

describe('formatPrompt', () => {
  it('writes the line the models were trained on', () => {
    expect(formatPrompt(full)).toBe(
      'name: The Eagle, type: pub, food: Italian, price: cheap, rating: high, area: riverside, family: yes, near: Burger King\n',
    );
  });

  it('keeps the order whatever the object has, and leaves out absent and empty slots', () => {
    expect(formatPrompt({ near: 'Avalon', food: '', name: 'Cocum', price: '£20-25' })).toBe(
      'name: Cocum, price: £20-25, near: Avalon\n',
    );
  });
});

describe('parsePrompt', () => {
  it('reads back what formatPrompt writes', () => {
    expect(parsePrompt(formatPrompt(full))).toEqual(full);
  });

  it('takes any order, spacing, case and the data set’s own keys', () => {
    const typed =
      '  Near:Avalon ; eatType : PUB\ncustomer rating: 5 OUT OF 5; familyFriendly: No; NAME:  The   Mill';
    expect(parsePrompt(typed)).toEqual({
      name: 'The Mill',
      type: 'pub',
      rating: '5 out of 5',
      family: 'no',
      near: 'Avalon',
    });
  });

  it('brings values back to the one spelling the models know', () => {
    expect(parsePrompt('name: A, price: £20 – £25, area: City Center, food: fast food')).toEqual({
      name: 'A',
      price: '£20-25',
      area: 'city centre',
      food: 'Fast food',
    });
  });

  it('keeps unknown values as typed, and commas inside a value', () => {
    expect(parsePrompt('name: Salt, Pepper, food: Thai')).toEqual({ name: 'Salt, Pepper', food: 'Thai' });
  });

  it.each([
    ['', 'empty'],
    [' ,\n', 'empty'],
    ['food: Italian', 'missing-name'],
    ['name: A, colour: red', 'unknown-slot'],
    ['name: A, name: B', 'duplicate-slot'],
    ['name: A, food:', 'empty-value'],
    ['hello', 'not-a-pair'],
  ])('refuses %j with the code %s', (text, code) => {
    const error = (() => {
      try {
        return parsePrompt(text);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(PromptError);
    expect((error as PromptError).code).toBe(code);
    expect((error as PromptError).message).not.toBe('');
  });
});

describe('factsOf', () => {
  it('reads a prompt', () => {
    expect(factsOf('name: Cotto, type: pub\n')).toEqual({ name: 'Cotto', type: 'pub' });
  });

  it.each(['', 'no facts here', 'type: pub\n'])('gives null for %j instead of throwing', (prompt) => {
    expect(factsOf(prompt)).toBeNull();
  });
});
