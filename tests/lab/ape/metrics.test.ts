import { describe, expect, it } from 'vitest';
import { answerScore, normalise } from '../../../src/lab/ape/metrics.ts';

describe('scores of answers', () => {
  it('normalise as the code of automatic prompt engineering does', () => {
    expect(normalise(' The Cats and Dogs, all! Not this.\nnor this')).toBe('the cats dogs all not this');
    expect(normalise('One. Two.')).toBe('one');
  });

  it('exact forgives capitals and punctuation, verbatim does not', () => {
    expect(answerScore('exact', ' Cat.', ['cat'])).toBe(1);
    expect(answerScore('verbatim', ' Cat', ['cat'])).toBe(0);
    expect(answerScore('verbatim', ' CAT\nInput: x', ['CAT'])).toBe(1);
  });

  it('f1 counts shared words with their numbers', () => {
    expect(answerScore('f1', 'a red red ball', ['the red ball'])).toBeCloseTo(4 / 7);
    expect(answerScore('f1', '', ['x'])).toBe(0);
  });

  it('set forgives order, contains needs whole words, the best target counts', () => {
    expect(answerScore('set', 'dog, cat', ['cat, dog'])).toBe(1);
    expect(answerScore('set', 'dog', ['cat, dog'])).toBe(0);
    expect(answerScore('contains', 'it is big', ['big'])).toBe(1);
    expect(answerScore('contains', 'it is bigger', ['big'])).toBe(0);
    expect(answerScore('exact', 'little', ['small', 'little'])).toBe(1);
  });
});
