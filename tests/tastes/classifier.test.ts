import { describe, expect, it } from 'vitest';
import { classifiedTexts, logOdds, praisingLabel } from '../../src/tastes/classifier.ts';

describe('the label that stands for better answers', () => {
  it.each([
    [['NEGATIVE', 'POSITIVE'], 'POSITIVE'],
    [['positive', 'neutral', 'negative'], 'positive'],
    [['POS', 'NEU', 'NEG'], 'POS'],
    [['LABEL_1', 'LABEL_0'], 'LABEL_1'],
    [['5 stars', '4 stars', '1 star'], '5 stars'],
    [['1 star', '2 stars', '3 stars'], '3 stars'],
    [['very positive tone', 'positive'], 'positive'],
    [['posture', 'toxic'], 'toxic'],
    [['REWARD'], 'REWARD'],
  ])('of %j is %s', (labels, label) => expect(praisingLabel(labels)).toBe(label));
});

describe('log-odds', () => {
  it('are log p − log(1 − p) of the softmax', () => {
    const logits = [1.2, -0.4, 0.3];
    const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
    for (const [label, z] of logits.entries()) {
      const p = Math.exp(z) / sum;
      expect(logOdds(logits, label, 'softmax')).toBeCloseTo(Math.log(p / (1 - p)), 12);
    }
  });

  it('of two labels are the difference of the logits, however sure the classifier is', () => {
    expect(logOdds([-400, 400], 1, 'softmax')).toBe(800);
    expect(logOdds([-400, 400], 0, 'softmax')).toBe(-800);
  });

  it('of labels that stand alone are the logit', () => {
    expect(logOdds([2, 3], 0, 'sigmoid')).toBe(2);
    expect(logOdds([-0.7], 0, 'softmax')).toBe(-0.7);
  });

  it('are refused for what is no answer', () => {
    expect(() => logOdds([1, NaN], 0, 'softmax')).toThrow(RangeError);
    expect(() => logOdds([1, 2], 2, 'softmax')).toThrow(RangeError);
    expect(() => logOdds([1, 2], -1, 'softmax')).toThrow(RangeError);
  });
});

it('what a classifier said is known of its texts only', () => {
  const labeler = classifiedTexts(['good', 'bad'], [2, -1]);
  expect(labeler.utility('any', 'good')).toBe(2);
  expect(labeler.utility('other', 'bad')).toBe(-1);
  expect(labeler.utility('any', 'unseen')).toBeNaN();
});
