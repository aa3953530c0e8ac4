import { describe, expect, it } from 'vitest';
import { isPreferenceEvent } from '../../src/preferences/schema.ts';
import { judgement, play, ranking } from '../rl/events.ts';

describe('isPreferenceEvent', () => {
  it('takes every kind of event, through JSON too', () => {
    const log = [...play('ab-+'), judgement('s', 'skip'), judgement('u', 'unusable')];
    for (const event of log) expect(isPreferenceEvent(JSON.parse(JSON.stringify(event)))).toBe(true);
  });

  it.each([
    null,
    7,
    {},
    { ...ranking('a'), id: '' },
    { ...ranking('a'), at: Number.NaN },
    { ...ranking('a'), tiers: [[0], [9]] },
    { ...ranking('a'), tiers: [[0], [0]] },
    { ...ranking('a'), answers: [{ text: 'x' }] },
    { ...ranking('a'), rater: 'robot' },
    { ...ranking('a'), candidates: 2.5 },
    { ...ranking('a'), type: 'guess' },
    { type: 'undo', id: 'u', at: 1 },
  ])('refuses %j', (value) => {
    expect(isPreferenceEvent(value)).toBe(false);
  });
});
