import { describe, expect, test } from 'vitest';
import {
  displayOrder,
  draftOf,
  dropAt,
  emptyDraft,
  moveDown,
  moveUp,
  nextRank,
  place,
  submittedTiers,
  tiersOf,
  tieWithAbove,
} from '../../../../src/ui/rank/state/draft.ts';

describe('placing', () => {
  test('ranks stay as typed, and only their order counts', () => {
    const draft = place(place(emptyDraft(3), 0, 3), 2, 1);
    expect(draft.ranks).toEqual([3, null, 1]);
    expect(tiersOf(draft)).toEqual([[2], [0]]);
  });

  test('the same rank is a tie', () => {
    expect(tiersOf(place(place(emptyDraft(3), 2, 1), 0, 1))).toEqual([[0, 2]]);
  });

  test('the next rank comes after the worst one, and is a free one where there is none after it', () => {
    expect(nextRank(emptyDraft(4))).toBe(1);
    expect(nextRank(place(emptyDraft(4), 2, 2))).toBe(3);
    expect(nextRank(place(emptyDraft(4), 0, 4))).toBe(1);
    expect(nextRank(draftOf(2, [[0], [1]]))).toBe(2);
  });

  test('ranked answers are shown first, best on top', () => {
    expect(displayOrder(place(place(emptyDraft(4), 3, 1), 1, 2))).toEqual([3, 1, 0, 2]);
  });
});

describe('moving', () => {
  const three = draftOf(3, [[0], [1], [2]]);

  test('one step up or down changes places with the neighbour', () => {
    expect(tiersOf(moveUp(three, 2))).toEqual([[0], [2], [1]]);
    expect(tiersOf(moveDown(three, 0))).toEqual([[1], [0], [2]]);
  });

  test('at the ends nothing moves', () => {
    expect(moveUp(three, 0)).toEqual(three);
    expect(moveDown(three, 2)).toEqual(three);
  });

  test('out of a tie it gets a tier of its own', () => {
    const tied = draftOf(3, [[0, 1], [2]]);
    expect(tiersOf(moveUp(tied, 1))).toEqual([[1], [0], [2]]);
    expect(tiersOf(moveDown(tied, 0))).toEqual([[1], [0], [2]]);
  });

  test('an unranked answer enters at the end', () => {
    expect(tiersOf(moveUp(draftOf(3, [[1]]), 0))).toEqual([[1], [0]]);
    expect(moveDown(emptyDraft(2), 0)).toEqual(emptyDraft(2));
  });

  test('= joins the tier above, or the last one', () => {
    expect(tiersOf(tieWithAbove(three, 1))).toEqual([[0, 1], [2]]);
    expect(tiersOf(tieWithAbove(draftOf(3, [[2], [1]]), 0))).toEqual([[2], [0, 1]]);
    expect(tieWithAbove(three, 0)).toEqual(three);
  });
});

describe('dropping', () => {
  test('on top of everything', () => {
    expect(tiersOf(dropAt(draftOf(3, [[0], [1]]), 2, 0))).toEqual([[2], [0], [1]]);
  });

  test('between two tied answers it joins them', () => {
    expect(tiersOf(dropAt(draftOf(3, [[0, 1]]), 2, 1))).toEqual([[0, 1, 2]]);
  });

  test('below unranked answers, those are ranked as shown', () => {
    expect(tiersOf(dropAt(emptyDraft(4), 0, 2))).toEqual([[1], [2], [0]]);
    expect(tiersOf(dropAt(draftOf(4, [[3]]), 0, 3))).toEqual([[3], [1], [2], [0]]);
  });
});

test('submitting ties the complete rest for last and leaves out what still streams', () => {
  const draft = place(emptyDraft(4), 2, 1);
  expect(submittedTiers(draft, [true, false, false, true])).toEqual([[2], [0, 3]]);
});
