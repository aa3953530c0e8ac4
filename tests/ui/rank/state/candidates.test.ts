import { expect, it } from 'vitest';
import { candidatesFor } from '../../../../src/ui/rank/state/candidates.ts';

const SETTINGS = { answers: 4, temperature: 0.7, rolloutBatch: 32 };
const GPU = { softwareAdapter: false, parameters: 2_900_000 };
const SOFTWARE = { softwareAdapter: true, parameters: 941_000 };

it('samples twice as many as are shown, eight at most', () => {
  expect(candidatesFor(SETTINGS, GPU, true)).toBe(8);
  expect(candidatesFor({ ...SETTINGS, answers: 3 }, GPU, false)).toBe(6);
  expect(candidatesFor({ ...SETTINGS, answers: 8 }, GPU, false)).toBe(8);
});

it('lets the answers stream that somebody waits for without a GPU, and any of a large model', () => {
  expect(candidatesFor(SETTINGS, SOFTWARE, true)).toBe(4);
  expect(candidatesFor(SETTINGS, SOFTWARE, false)).toBe(8);
  expect(candidatesFor(SETTINGS, { ...SOFTWARE, parameters: 124_000_000 }, false)).toBe(4);
});

it('samples no more than memory was told for, and never fewer than are shown', () => {
  expect(candidatesFor({ ...SETTINGS, rolloutBatch: 6 }, GPU, true)).toBe(6);
  expect(candidatesFor({ ...SETTINGS, rolloutBatch: 2 }, GPU, true)).toBe(4);
});

it('keeps the greedy answer where there is one', () => {
  expect(candidatesFor({ ...SETTINGS, temperature: 0 }, GPU, false)).toBe(4);
});
