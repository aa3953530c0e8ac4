import { describe, expect, it } from 'vitest';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import {
  activeJudgements,
  activeRankings,
  append,
  canRedo,
  canUndo,
  checkTiers,
  createJudgement,
  createRedo,
  createUndo,
  isMistake,
  newStamp,
  nextRedo,
  nextUndo,
  PreferenceError,
} from '../../src/preferences/log.ts';
import { draft, ids, judgement, play, ranking } from '../rl/events.ts';

describe('undo and redo', () => {
  it.each([
    // script, standing, what undo takes next, what redo brings next
    ['', '', null, null],
    ['a', 'a', 'a', null],
    ['abc', 'abc', 'c', null],
    ['abc-', 'ab', 'b', 'c'],
    ['abc---', '', null, 'a'],
    ['abc---+++', 'abc', 'c', null],
    ['abc--+', 'ab', 'b', 'c'],
    ['abc--d', 'ad', 'd', null],
    ['abc--d--+', 'a', 'a', 'd'],
    ['ab-+-+-', 'a', 'a', 'b'],
  ])('after "%s" %j stands', (script, standing, undo, redo) => {
    const log = play(script);
    expect(ids(activeJudgements(log))).toBe(standing);
    expect(nextUndo(log)?.id ?? null).toBe(undo);
    expect(nextRedo(log)?.id ?? null).toBe(redo);
    expect(canUndo(log)).toBe(undo !== null);
    expect(canRedo(log)).toBe(redo !== null);
    // Nothing is ever deleted.
    expect(log).toHaveLength(script.length);
  });

  it('lists what stands in the order it was made, not in the order it was brought back', () => {
    expect(ids(activeJudgements(play('abc---+++')))).toBe('abc');
  });

  it('makes events that name their target, or null when there is none', () => {
    const log = play('ab-');
    expect(createUndo(log, { id: 'u', at: 5 })).toEqual({ type: 'undo', id: 'u', at: 5, target: 'a' });
    expect(createRedo(log, { id: 'r', at: 5 })).toEqual({ type: 'redo', id: 'r', at: 5, target: 'b' });
    expect(createUndo([])).toBeNull();
    expect(createRedo(play('a'))).toBeNull();
  });

  it('takes skips and refusals back as well', () => {
    const log = append(play('a'), judgement('s', 'skip'));
    expect(nextUndo(log)?.id).toBe('s');
    expect(ids(activeJudgements(play('-', log)))).toBe('a');
  });

  it('passes over an undo whose target is not in the log', () => {
    const log = [...play('a'), { type: 'undo', id: 'x', at: 1, target: 'nobody' }] as PreferenceEvent[];
    expect(ids(activeJudgements(log))).toBe('a');
    expect(canRedo(log)).toBe(false);
  });

  it('honours a redo that a later judgement cut off, as merged logs can hold', () => {
    const log = [...play('ab-c'), { type: 'redo', id: 'r', at: 9, target: 'b' }] as PreferenceEvent[];
    expect(ids(activeJudgements(log))).toBe('abc');
    expect(nextUndo(log)?.id).toBe('b');
  });

  it('takes a judgement back once, however often the log says so', () => {
    const twice = { type: 'undo', id: 'x', at: 9, target: 'b' } as const;
    const log = play('+', [...play('ab-'), twice]);
    expect(ids(activeJudgements(log))).toBe('ab');
  });
});

describe('append', () => {
  it('adds at the end and leaves the old log alone', () => {
    const log = play('a');
    expect(ids(append(log, ranking('b')))).toBe('ab');
    expect(ids(log)).toBe('a');
  });

  it('refuses an id that is already there', () => {
    expect(() => append(play('a'), ranking('a'))).toThrow(PreferenceError);
  });
});

describe('createJudgement', () => {
  it('stamps, sorts inside tiers and rounds the lead time', () => {
    const event = createJudgement(draft({ tiers: [[3], [2, 0], [1]], leadTime: 12.6 }), { id: 'i', at: 4 });
    expect(event).toMatchObject({ id: 'i', at: 4, leadTime: 13, tiers: [[3], [0, 2], [1]] });
  });

  it('makes an id of its own, never the same', () => {
    const made = Array.from({ length: 50 }, () => createJudgement(draft()).id);
    expect(new Set(made).size).toBe(50);
    expect(newStamp().id).toMatch(/^[0-9a-f]{32}$/);
    expect(Math.abs(newStamp().at - Date.now())).toBeLessThan(1000);
  });

  it('refuses a mistake in the tiers and says which', () => {
    expect(() => createJudgement(draft({ tiers: [[0], [4]] }))).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
  });

  it('takes a full tie: the person may well have meant it', () => {
    expect(createJudgement(draft({ tiers: [[0, 1, 2, 3]] }))).toMatchObject({ tiers: [[0, 1, 2, 3]] });
  });
});

describe('checkTiers', () => {
  it.each([
    [[[0], [1]], null],
    [[[3], [0, 1]], null],
    [
      [
        [2, 0],
        [3, 1],
      ],
      null,
    ],
    [[[0], [0]], 'repeated'],
    [[[0, 0], [1]], 'repeated'],
    [[[0], [4]], 'out-of-range'],
    [[[-1], [0]], 'out-of-range'],
    [[[0.5], [1]], 'out-of-range'],
    [[[0], [], [1]], 'empty-tier'],
    [[], 'too-few'],
    [[[2]], 'too-few'],
    [[[0, 1, 2, 3]], 'no-order'],
  ] as const)('of %j among four answers is %s', (tiers, problem) => {
    expect(checkTiers(tiers, 4)).toBe(problem);
  });

  it('calls only malformed tiers a mistake', () => {
    expect((['repeated', 'out-of-range', 'empty-tier'] as const).every(isMistake)).toBe(true);
    expect((['too-few', 'no-order'] as const).some(isMistake)).toBe(false);
  });
});

describe('activeRankings', () => {
  it('keeps only what orders at least two answers', () => {
    const log = [
      ranking('a'),
      ranking('b', { tiers: [[0, 1, 2, 3]] }),
      judgement('c', 'skip'),
      judgement('d', 'unusable'),
      ranking('e', { tiers: [[1], [2]] }),
      ranking('f', { tiers: [[1]] }),
    ];
    expect(ids(activeRankings(log))).toBe('ae');
    expect(ids(activeJudgements(log))).toBe('abcdef');
  });

  it('drops a ranking that was taken back', () => {
    expect(ids(activeRankings(play('ab-')))).toBe('a');
  });
});
