import { describe, expect, it } from 'vitest';
import { judgedPrompts, labelerFor, labelersFor, TasteError } from '../../src/rl/labelersFor.ts';
import type { Taste } from '../../src/rl/taste.ts';
import { LABELER_IDS, RESTAURANT_IDS, type LabelerId } from '../../src/tastes/labeler.ts';
import { PatternError } from '../../src/tastes/linearPattern.ts';
import { PROMPT } from '../tastes/ranked.ts';

const TASTE: Taste = { targetWords: 5, keyword: 'sea, blue whale', pattern: '^once\\b' };
const utility = (id: LabelerId, text: string, taste: Partial<Taste> = {}) =>
  labelerFor(id, { ...TASTE, ...taste }).utility('Tell me a story.', text);

describe('every labeler', () => {
  it('is there under its own name, deterministic and finite on any text', () => {
    expect(labelersFor(TASTE).map(({ id }) => id)).toEqual(LABELER_IDS);
    for (const labeler of labelersFor(TASTE)) {
      for (const text of ['', '?', '\n', '🙂', 'Once upon a time', '从前有一片海', 'a '.repeat(3000)]) {
        const value = labeler.utility('Tell me a story.', text);
        expect(value).toSatisfy(Number.isFinite);
        expect(labeler.utility('Tell me a story.', text)).toBe(value);
      }
    }
  });

  it('is not pleased by silence', () => {
    for (const id of ['length', 'keyword', 'pattern'] as const) {
      for (const text of ['', ' \n', '...'])
        expect(utility(id, text)).toBeLessThan(utility(id, 'Other words'));
    }
    expect(utility('length', '', { targetWords: 1 })).toBeLessThan(utility('length', 'a b c d e f g h'));
  });

  it('of restaurants judges lists of facts only, the others any prompt', () => {
    for (const id of LABELER_IDS) {
      const own = judgedPrompts(id, ['Tell me a story.', 'Why is the sky blue?']);
      expect(own).toHaveLength(RESTAURANT_IDS.includes(id) ? 0 : 2);
      expect(judgedPrompts(id, [PROMPT])).toHaveLength(1);
    }
  });
});

describe('length', () => {
  it('is best at the target and falls alike on both sides', () => {
    expect(utility('length', 'one two three four five')).toBe(-0);
    expect(utility('length', 'one two three')).toBe(-2);
    expect(utility('length', 'one two three four five six seven')).toBe(-2);
  });

  it('counts the characters of Chinese', () => {
    expect(utility('length', '蓝色的海。')).toBe(-1);
    expect(utility('length', '蓝色 whale 很大')).toBe(-0);
  });
});

describe('keyword', () => {
  it('is the share of the words and phrases that are said', () => {
    expect(utility('keyword', 'Nothing of the kind.')).toBe(0);
    expect(utility('keyword', 'The SEA was calm.')).toBe(0.5);
    expect(utility('keyword', 'A Blue  whale in the sea')).toBe(1);
  });

  it('wants whole words, except where a script has none', () => {
    expect(utility('keyword', 'A seat by the season', { keyword: 'sea' })).toBe(0);
    expect(utility('keyword', 'seasea sea', { keyword: 'sea' })).toBe(1);
    expect(utility('keyword', '从前有一片海，很蓝', { keyword: '海，蓝' })).toBe(1);
    expect(utility('keyword', 'is C++ faster?', { keyword: 'c++' })).toBe(1);
  });

  it('takes a word that is asked for twice once', () => {
    expect(utility('keyword', 'the sea', { keyword: 'sea, Sea,, whale' })).toBe(0.5);
  });
});

describe('pattern', () => {
  it('is 1 where it matches, whatever the case, and 0 elsewhere', () => {
    expect(utility('pattern', 'Once upon a time')).toBe(1);
    expect(utility('pattern', 'At once!')).toBe(0);
  });

  it('that would hang JavaScript answers', () => {
    expect(utility('pattern', `${'a'.repeat(5000)}!`, { pattern: '(a+)+$' })).toBe(0);
  });
});

describe('settings that leave nothing to look for', () => {
  it('are told in words to who asks for that rater, and leave the others as they are', () => {
    for (const [id, taste] of [
      ['keyword', { keyword: ' ' }],
      ['pattern', { pattern: '' }],
    ] as const) {
      expect(() => utility(id, 'x', taste)).toThrow(TasteError);
      expect(() => utility(id, 'x', taste)).toThrow(/Every ranking is kept/);
      expect(labelersFor({ ...TASTE, ...taste }).map((labeler) => labeler.id)).toEqual(
        LABELER_IDS.filter((other) => other !== id),
      );
    }
    expect(() => utility('pattern', 'x', { pattern: '(' })).toThrow(PatternError);
  });
});
