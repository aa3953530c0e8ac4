import { expect, test } from 'vitest';
import type { RankingEvent } from '../../../../src/preferences/event.ts';
import { chooseYardstick, isRead } from '../../../../src/rl/runs/yardstick.ts';
import { findBest, type Found } from '../../../../src/ui/runs/state/bestYardstick.ts';
import { yardsticksFor } from '../../../../src/ui/rank/state/raters.ts';
import { answer, ranking } from '../../../rl/events.ts';

const AMONG = yardsticksFor(false);

const TEXTS = [
  'The Eagle, pub.',
  'Looking for a pub? The Eagle is near.',
  'A family-friendly pub with Italian food is The Eagle.',
  'You will feel at home at The Eagle, a lovely, cosy pub with a warm welcome.',
];

/** Somebody who ranks the shorter answer first. */
function rankings(count: number): RankingEvent[] {
  return Array.from({ length: count }, (_, index) =>
    ranking(`r${index}`, {
      answers: TEXTS.map((text) => answer(text)),
      tiers: [[0], [1], [2], [3]],
    }),
  );
}

/** What the page keeps, how often the page was asked for time, and what is to be awaited. */
function look(given: readonly RankingEvent[], before: Found | null = null) {
  const gone = new AbortController();
  const seen = { found: before, asked: 0, told: 0 };
  const idle = () => {
    seen.asked++;
    return Promise.resolve();
  };
  const tell = (next: (old: Found | null) => Found) => {
    seen.told++;
    seen.found = next(seen.found);
  };
  return { gone, seen, done: findBest(given, AMONG, gone.signal, tell, idle) };
}

test('nothing is read before the page has time, and the same is found as at once', async () => {
  const given = rankings(6);
  const { seen, done } = look(given);
  expect(isRead(given[0])).toBe(false);
  await done;
  expect(seen.asked).toBeGreaterThan(0);
  expect(given.every(isRead)).toBe(true);
  expect(seen.found).toEqual({ first: given[0], best: chooseYardstick(rankings(6), AMONG) });
  expect(seen.found?.best?.labeler).toBe('shorter');
});

test('with one ranking more only that one waits, and what is no news stays the same object', async () => {
  const given = rankings(6);
  await look(given.slice(0, 5)).done;
  const more = look(given);
  await more.done;
  expect(more.seen.asked).toBe(1);
  const again = look(given, more.seen.found);
  await again.done;
  expect(again.seen).toEqual({ asked: 0, told: 1, found: more.seen.found });
  expect(again.seen.found).toBe(more.seen.found);
});

test('who has left is told nothing, and other rankings are news though the taste is the same', async () => {
  const left = look(rankings(6));
  left.gone.abort();
  await left.done;
  expect(left.seen).toMatchObject({ told: 0, found: null });
  const one = look(rankings(6));
  await one.done;
  const other = look(rankings(6), one.seen.found);
  await other.done;
  expect(other.seen.found).toEqual(one.seen.found);
  expect(other.seen.found).not.toBe(one.seen.found);
});
