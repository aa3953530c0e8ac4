import { describe, expect, it } from 'vitest';
import {
  asksQuestion,
  bluntness,
  detectTone,
  exclaims,
  playfulness,
  TONES,
  toneScores,
  warmth,
} from '../../../src/tastes/blurbs/tone.ts';

const plain = 'The Eagle is a family-friendly pub near Burger King. It has an average customer rating.';

describe('tone', () => {
  it('finds none in a plain blurb, though it is family-friendly', () => {
    expect(toneScores(plain)).toEqual({ warm: 0, playful: 0, blunt: 0, question: 0, exclamation: 0 });
    expect(detectTone(plain)).toBe('plain');
    expect(warmth('It welcomes families. It is child-friendly.')).toBe(0);
  });

  it('grades warmth', () => {
    const one = 'The Eagle is a lovely pub.';
    const two = 'You will feel at home at The Eagle, a lovely pub.';
    const more =
      'You will feel at home at this lovely, cosy pub, where friends are greeted with a warm smile.';
    expect(warmth(one)).toBeGreaterThan(0);
    expect(warmth(two)).toBeGreaterThan(warmth(one));
    expect(warmth(more)).toBeGreaterThan(warmth(two) + 1);
  });

  it('does not pay for a repeated word', () => {
    expect(warmth('lovely lovely lovely')).toBe(warmth('lovely'));
  });

  it('sees play, bluntness, questions and exclamations', () => {
    expect(playfulness('Stretchy trousers are advised. Your sofa will miss you.')).toBeGreaterThan(1);
    expect(bluntness('Pub. Cheap. Riverside. That is all.')).toBe(3);
    expect(bluntness(plain)).toBe(0);
    expect(asksQuestion('Fancy Italian food?')).toBe(true);
    expect(asksQuestion(plain)).toBe(false);
    expect(exclaims('Do not miss it!')).toBe(true);
    expect(exclaims(plain)).toBe(false);
  });

  it('is empty for an empty text', () => {
    for (const tone of TONES) expect(toneScores('')[tone]).toBe(0);
    expect(detectTone('')).toBe('plain');
  });
});
