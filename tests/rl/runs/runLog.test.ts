/** A run's log grows by what is new to it, where it stands in the page's, and reads nothing twice. */
import { expect, it } from 'vitest';
import type { PreferenceEvent } from '../../../src/preferences/event.ts';
import { RunLog } from '../../../src/rl/runs/runLog.ts';
import { play, ranking } from '../events.ts';

/** A reader whose tokens are letters, and which counts what it reads. */
function logOf(room = 100) {
  const read: string[] = [];
  const reader = {
    config: { eos: 0 },
    tokenizer: { encode: (text: string) => Array.from(text, (letter) => letter.charCodeAt(0)) },
    encodePrompt(prompt: string) {
      read.push(prompt);
      return Array.from(prompt, (letter) => letter.charCodeAt(0));
    },
    responseText: () => 'something else',
  };
  return { log: new RunLog(reader, () => room), read };
}

const ids = (events: readonly PreferenceEvent[]) => events.map(({ id }) => id).join('');

it('adds what it does not know behind all, or where it stands', () => {
  const { log } = logOf();
  log.replace(play('bc'));
  log.add(play('cde'));
  expect(ids(log.given)).toBe('bcde');
  log.add(play('a'), null);
  log.add(play('xy'), 'c');
  log.add(play('z'), 'nobody');
  expect(ids(log.given)).toBe('abcxydez');
  expect(ids(log.own)).toBe('abcxydez');
});

it('is what a whole log would be, piece by piece', () => {
  const whole = [...play('abc'), { type: 'undo', id: 'u', at: 0, target: 'b' } as const, ...play('d')];
  const { log } = logOf();
  for (const event of whole) log.add([event]);
  const other = logOf().log;
  other.replace(whole);
  expect(log.given).toEqual(whole);
  expect(log.own).toEqual(other.own);
});

it('reads only what is added', () => {
  const { log, read } = logOf();
  log.replace(play('ab'));
  const { length } = read;
  log.add(play('ab'));
  expect(read).toHaveLength(length);
  log.add([ranking('c', { prompt: 'a new one' })]);
  expect(read.slice(length)).toEqual(['a new one']);
});

it('keeps as given what its models cannot read, which is skipped', () => {
  const { log } = logOf(3);
  const long = ranking('long', { prompt: 'much too long' });
  log.add([long]);
  expect(log.given).toEqual([long]);
  expect(log.own).toMatchObject([{ type: 'skip', id: 'long' }]);
});

it('takes a log of any length at once', () => {
  const { log } = logOf();
  const undos = Array.from({ length: 200_000 }, (_, index): PreferenceEvent => ({
    type: 'undo',
    id: String(index),
    at: 0,
    target: 'none',
  }));
  log.add(undos);
  expect(log.own).toHaveLength(200_000);
});
